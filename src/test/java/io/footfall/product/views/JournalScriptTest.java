package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.support.RedisProbe;
import io.footfall.support.SharedStores;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code journal.lua} alone, on a real Redis. */
class JournalScriptTest {

    private static final String KEEP = read();
    private static final long PAST = Instant.now().minusSeconds(600).toEpochMilli();
    private static final long SOON = Instant.now().plusSeconds(600).toEpochMilli();
    private static final long LATER = Instant.now().plusSeconds(6_000).toEpochMilli();

    private final RedisProbe redis = RedisProbe.ofSuite();
    private final String journal = "ff:{t" + UUID.randomUUID().toString().substring(0, 8) + "}";

    @Test
    void whatIsKeptAgainTakesNoMoreRoom() {
        assertThat(keep(2, SOON, "a", "b", "a")).containsExactly(1, 1, 1);
        assertThat(keep(2, SOON, "b", "c", "a")).containsExactly(1, 0, 1);

        assertThat(entries()).containsExactly("a", "b");
    }

    @Test
    void itHoldsNoMoreThanItMay() {
        assertThat(keep(3, SOON, "a", "b", "c", "d", "e")).containsExactly(1, 1, 1, 0, 0);
        assertThat(keep(4, SOON, "e", "f")).containsExactly(1, 0);
        assertThat(keep(0, SOON, "g")).containsExactly(0);

        assertThat(entries()).containsExactly("a", "b", "c", "e");
    }

    @Test
    void whatIsOverMakesRoom() {
        keep(3, PAST, "a", "b");
        keep(3, SOON, "c");

        assertThat(keep(3, LATER, "d", "e", "f")).containsExactly(1, 1, 0);

        assertThat(entries()).containsExactly("c", "d", "e");
    }

    @Test
    void itGoesWithTheLastOfItsEntries() {
        keep(3, SOON, "a");
        assertThat(expiry()).isEqualTo(SOON);
        keep(3, LATER, "b");
        assertThat(expiry()).isEqualTo(LATER);
        keep(3, SOON, "c");
        assertThat(expiry()).isEqualTo(LATER);
    }

    /** The clock of the replica is behind: by the clock of Redis, the window is over. */
    @Test
    void whatAReplicaKeepsWhoseClockIsBehindStaysForAMinute() {
        keep(3, PAST, "a");

        assertThat(entries()).containsExactly("a");
        assertThat(expiry()).isGreaterThan(Instant.now().toEpochMilli());
    }

    /**
     * Redis does not revert the writes that a script made before it failed, but the caller is told that it was refused.
     * So the script checks its rights first.
     */
    @ParameterizedTest
    @ValueSource(strings = {"zadd", "zremrangebyrank", "pexpiretime", "pexpireat"})
    @DisabledIfSystemProperty(named = "footfall.cluster", matches = "true", disabledReason = "takes one server")
    void nothingIsKeptWhereARightIsMissing(String command) {
        String user = "u" + UUID.randomUUID().toString().substring(0, 8);
        redis.send(Command.ACL, "SETUSER", user, "on", ">secret", "~*", "+@all", "-" + command);
        RedisProbe limited =
                new RedisProbe(SharedStores.redis().replaceFirst("redis://(.*@)?", "redis://" + user + ":secret@"));

        assertThatThrownBy(() -> keep(limited, 3, SOON, "a")).hasMessageContaining("'" + command + "'");

        assertThat(entries()).isEmpty();
        redis.send(Command.ACL, "DELUSER", user);
    }

    private List<Integer> keep(int most, long over, String... entries) {
        return keep(redis, most, over, entries);
    }

    private List<Integer> keep(RedisProbe by, int most, long over, String... entries) {
        List<String> arguments = new ArrayList<>(List.of(KEEP, "1", journal, String.valueOf(most)));
        for (String entry : entries) {
            arguments.addAll(List.of(String.valueOf(over), entry));
        }
        return by.send(Command.EVAL, arguments.toArray(String[]::new)).stream()
                .map(Response::toInteger)
                .toList();
    }

    private List<String> entries() {
        return redis.send(Command.ZRANGE, journal, "0", "-1").stream()
                .map(Response::toString)
                .toList();
    }

    private long expiry() {
        return redis.send(Command.PEXPIRETIME, journal).toLong();
    }

    private static String read() {
        try (InputStream in = JournalScriptTest.class.getResourceAsStream("/redis/journal.lua")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
