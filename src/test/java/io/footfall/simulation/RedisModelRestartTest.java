package io.footfall.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the behaviour of {@link RedisModel} outside scripts: restart, data loss, snapshots, expiry and publishing. */
class RedisModelRestartTest {

    private static final String TOKEN_KEPT = "1000";

    private Instant now = Instant.ofEpochMilli(1_790_000_000_123L);
    private final RedisModel redis = new RedisModel(() -> now);

    private Object run(String script, String key, String... arguments) {
        List<String> command = new ArrayList<>(List.of("EVAL", RedisScripts.text(script), "1", key));
        command.addAll(List.of(arguments));
        return redis.call(command);
    }

    private String get(String key) {
        return (String) redis.call(List.of("get", key));
    }

    @Test
    void whoIsStartedAgainIsAnotherOneAndKeepsWhatItHolds() {
        String before = redis.replicationId();
        assertThat(run("server-of", "ff:{07}")).isEqualTo(before);
        redis.call(List.of("SET", "k", "1"));

        redis.restart();

        assertThat(redis.replicationId()).isNotEqualTo(before).matches("[0-9a-f]{40}");
        assertThat(run("server-of", "ff:{07}")).isEqualTo(redis.replicationId());
        assertThat(get("k")).isEqualTo("1");
    }

    @Test
    void whoLosesItsMemoryIsAnotherOneAndWhoForgetsIsNot() {
        redis.call(List.of("SET", "k", "1"));
        String before = redis.replicationId();

        redis.forget();

        assertThat(redis.dump()).isEmpty();
        assertThat(redis.replicationId()).isEqualTo(before);
        redis.call(List.of("SET", "k", "1"));

        redis.loseMemory();

        assertThat(redis.dump()).isEmpty();
        assertThat(redis.replicationId()).isNotEqualTo(before);
    }

    @Test
    void whoGoesBackHoldsWhatItHeldThenAsOftenAsItDoes() {
        redis.call(List.of("HSET", "h", "f", "1"));
        redis.call(List.of("SADD", "s", "a"));
        redis.call(List.of("LPUSH", "l", "a"));
        redis.call(List.of("ZADD", "z", "7", "a"));
        var then = redis.dump();
        String before = redis.replicationId();
        RedisModel.Memory memory = redis.memory();

        for (int time = 0; time < 2; time++) {
            redis.call(List.of("HSET", "h", "f", "2"));
            redis.call(List.of("SADD", "s", "b"));
            redis.call(List.of("LPUSH", "l", "b"));
            redis.call(List.of("ZADD", "z", "8", "a"));
            redis.call(List.of("SET", "k", "1"));
            assertThat(redis.dump()).isNotEqualTo(then);

            redis.goBackTo(memory);

            assertThat(redis.dump()).isEqualTo(then);
        }
        assertThat(redis.replicationId()).isNotEqualTo(before);
    }

    @Test
    void aKeyIsThereUntilItsTimeIsOver() {
        run("settle-begin", "ff:{07}", "token", TOKEN_KEPT);

        now = now.plusMillis(1_000);
        assertThat(get("ff:{07}:settling")).isEqualTo("token");
        assertThat(redis.dump()).containsOnlyKeys("ff:{07}:settling");

        now = now.plusMillis(1);
        assertThat(redis.dump()).isEmpty();
        assertThat(get("ff:{07}:settling")).isNull();
    }

    @Test
    void aWindowThatIsOverCountsAViewerAgain() {
        String until = Long.toString(now.toEpochMilli() + 1_000);
        assertThat(run("hand-back", "ff:{07}", "w", until, "7")).isEqualTo("1");
        redis.call(List.of("SREM", "ff:{07}:handed:w", "7"));
        assertThat(run("hand-back", "ff:{07}", "w", until, "7")).isEqualTo("0");

        now = now.plusMillis(1_001);

        assertThat(run("hand-back", "ff:{07}", "w", Long.toString(now.toEpochMilli() + 1), "7"))
                .isEqualTo("1");
    }

    @Test
    void whoListensIsToldAndMayCall() {
        List<String> heard = new ArrayList<>();
        redis.whenPublished((channel, message) -> {
            heard.add(channel + " " + message);
            if (message.equals("first")) {
                redis.call(List.of("PUBLISH", "c", "second"));
            }
        });

        redis.call(List.of("PUBLISH", "c", "first"));

        assertThat(heard).containsExactly("c first", "c second");
    }

    @Test
    void aScriptCanBeBrokenOnPurpose() {
        redis.with("raise-era", script -> call -> {
            Object answer = script.run(call.withArgument(1, "8"));
            call.redis("DEL", "k");
            return answer;
        });
        redis.call(List.of("SET", "k", "1"));

        assertThat(run("raise-era", "ff:era", "2", "0")).isEqualTo(8L);

        assertThat(get("k")).isNull();
        assertThat(get("ff:era")).isEqualTo("8");
    }

    @Test
    void whatThereIsNoModelOfIsAFaultOfTheTest() {
        assertThatThrownBy(() -> redis.call(List.of("CLIENT", "LIST"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> redis.call(List.of("EVAL", "return 1", "0")))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> redis.with("limit", script -> script)).isInstanceOf(IllegalArgumentException.class);
    }
}
