package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.platform.store.RecoveredFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No failure is swallowed: code that recovers from a failure records which one with {@link RecoveredFailure}, or
 * converts it to a meaningful result.
 */
class FailureHandlingTest {

    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final Pattern RECORDED = Pattern.compile(
            "\\.onFailure\\(\\)\\s*\\.invoke\\(RecoveredFailure\\.\\w+::record\\)\\s*\\.onFailure\\(\\)");

    /** Recovery that ignores the failure; empty lambdas, except in a switch; catch blocks without a statement. */
    private static final List<Pattern> SWALLOWING = List.of(
            Pattern.compile("recoverWith(Null|Completion)\\(\\)"),
            Pattern.compile("\\.onFailure\\(\\)\\s*\\.recoverWith\\w+\\((?!\\s*\\(?failure)"),
            Pattern.compile("(?<!case \\w{1,40} )->\\s*\\{\\s*}"),
            Pattern.compile("catch\\s*\\([^)]*\\)\\s*\\{(\\s*//[^\\n]*)*\\s*}"));

    private static List<String> swallowedIn(String source) {
        String text = RECORDED.matcher(source).replaceAll("/* recorded */");
        return SWALLOWING.stream()
                .flatMap(pattern -> pattern.matcher(text).results())
                .map(found -> found.group().replaceAll("\\s+", " "))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void noFailureIsSwallowed() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .flatMap(file ->
                                    swallowedIn(read(file)).stream().map(found -> file.getFileName() + ": " + found)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "work.onFailure().recoverWithNull();",
                "work.onFailure()\n    .recoverWithItem(List.of());",
                "work.onFailure().recoverWithItem(() -> old);",
                "work.subscribe().with(done -> {}, RELEASE::record);",
                "future.onFailure(failure -> { });",
                "try { run(); } catch (RuntimeException e) {\n    // It does not matter.\n}"
            })
    void theScanSeesWhatItIsFor(String source) {
        assertThat(swallowedIn(source)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "work.onFailure().invoke(RecoveredFailure.READ_CACHE::record).onFailure().recoverWithItem(away);",
                "work.onFailure(StoreUnavailableException.class).recoverWithItem(List.of());",
                "work.onFailure().recoverWithItem(failure -> step(failure));",
                "switch (x) {\n    case UNKNOWN -> {}\n}",
                "try { run(); } catch (RuntimeException e) {\n    throw new IllegalStateException(e);\n}"
            })
    void theScanLetsMeaningPass(String source) {
        assertThat(swallowedIn(source)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(RecoveredFailure.class)
    void everyOperationIsInTheDocs(RecoveredFailure operation) {
        assertThat(read(Path.of("docs", "operations.md"))).contains("| `" + operation.label() + "` |");
    }
}
