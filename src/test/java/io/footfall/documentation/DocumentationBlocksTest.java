package io.footfall.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each fenced block names its language, so that {@link DocumentedCommandsIT} finds all commands. */
class DocumentationBlocksTest {

    /** Options that curl 7.81, the version of Ubuntu 22.04, does not know. */
    private static final List<String> OPTIONS_OF_NEWER_CURLS =
            List.of("--url-query", "--json", "--variable", "--expand-", "--rate", "--remove-on-error", "--ip-tos");

    private static final Pattern BEGINS_LIKE_A_COMMAND =
            Pattern.compile("(?m)^(curl|mvn|docker|kubectl|redis-cli|psql|java|apt-get|loadtest/\\w+) ");

    @Test
    void eachBlockNamesItsLanguageAndCommandsAreThoseOfAShell() throws IOException {
        for (Block block : Block.ofAllPages()) {
            assertThat(block.language()).as(block.name()).isNotEmpty();
            if (!block.isCommand()) {
                assertThat(block.text()).as(block.name()).doesNotContainPattern(BEGINS_LIKE_A_COMMAND);
            }
        }
    }

    @Test
    void noCommandNeedsANewCurl() throws IOException {
        assertThat(Block.ofAllPages().stream().filter(Block::isCommand).map(Block::text))
                .allSatisfy(text -> assertThat(text).doesNotContain(OPTIONS_OF_NEWER_CURLS));
    }

    @Test
    void eachCommandThatIsNotRunIsOnAPage() throws IOException {
        Set<String> gone = new HashSet<>(CommandsNotRun.all());
        Block.ofAllPages().forEach(block -> gone.remove(block.text()));

        assertThat(gone).isEmpty();
    }
}
