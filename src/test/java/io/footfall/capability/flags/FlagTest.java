package io.footfall.capability.flags;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagTest {

    private static final int USERS = 20_000;

    private static Flag flag(String name, boolean enabled, int percentage) {
        return new Flag(name, enabled, percentage, "", Instant.EPOCH, "operator");
    }

    private static List<Integer> usersOf(Flag flag) {
        return IntStream.range(0, USERS)
                .filter(i -> flag.isOnFor("u" + i))
                .boxed()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 50, 99, 100})
    void aPercentageIsThatOfTheUsers(int percentage) {
        double share = 100.0 * usersOf(flag("editor", true, percentage)).size() / USERS;

        assertThat(share).isBetween(percentage * 0.85 - 0.1, percentage * 1.15 + 0.1);
    }

    @Test
    void whoHasItKeepsItWhenMoreGetIt() {
        assertThat(usersOf(flag("editor", true, 30))).containsAll(usersOf(flag("editor", true, 10)));
    }

    @Test
    void eachFlagChoosesItsOwnUsers() {
        List<Integer> both = usersOf(flag("editor", true, 50)).stream()
                .filter(usersOf(flag("search", true, 50))::contains)
                .toList();

        assertThat(both.size()).isBetween(USERS / 4 - 500, USERS / 4 + 500);
    }

    @Test
    void oneThatIsOffIsOnForNobody() {
        assertThat(usersOf(flag("editor", false, 100))).isEmpty();
        assertThat(flag("editor", false, 100).isOnForAll()).isFalse();
        assertThat(flag("editor", true, 99).isOnForAll()).isFalse();
        assertThat(flag("editor", true, 100).isOnForAll()).isTrue();
    }
}
