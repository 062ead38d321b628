package io.footfall.product.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.footfall.embedded.EmbeddedRedis;
import io.footfall.support.RedisProbe;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the scripts of trends on a Redis with default settings. The scripts are called as the service calls them. */
class TrendScriptTest {

    private static final String KEY = "trend";
    private static final String KEPT = "100";
    private static final String HOUR = "3600";
    private static final String SECOND = "1";

    private static EmbeddedRedis server;
    private static RedisProbe redis;

    @BeforeAll
    static void start() {
        server = EmbeddedRedis.start();
        redis = new RedisProbe(server.url());
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @BeforeEach
    void empty() {
        redis.send(Command.FLUSHALL);
    }

    private static Response run(String script, String... arguments) {
        List<String> call = new ArrayList<>(List.of(read(script), "1", KEY));
        call.addAll(List.of(arguments));
        return redis.send(Command.EVAL, call.toArray(String[]::new));
    }

    private static String read(String script) {
        try (InputStream in = TrendScriptTest.class.getResourceAsStream("/redis/" + script + ".lua")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int add(String window, String... views) {
        List<String> arguments = new ArrayList<>(List.of(KEPT, window));
        arguments.addAll(List.of(views));
        return run("trend-add", arguments.toArray(String[]::new)).toInteger();
    }

    private static void beginWithAllPlacesTaken() {
        run("trend-begin", HOUR);
        add(
                HOUR,
                IntStream.range(0, 100)
                        .boxed()
                        .flatMap(i -> Stream.of("old" + i, "1000"))
                        .toArray(String[]::new));
    }

    private static Map<String, Double> top(String window, int limit) {
        Response answer = run("trend-top", window, Integer.toString(limit));
        Map<String, Double> found = new LinkedHashMap<>();
        for (int i = 0; i < answer.size(); i += 2) {
            found.put(answer.get(i).toString(), Double.valueOf(answer.get(i + 1).toString()));
        }
        return found;
    }

    @Test
    void viewsAddUp() {
        run("trend-begin", HOUR);

        add(HOUR, "a", "3", "b", "2");
        add(HOUR, "b", "2");

        assertThat(top(HOUR, 10)).containsOnlyKeys("b", "a");
        assertThat(top(HOUR, 10).keySet()).containsExactly("b", "a");
        assertThat(top(HOUR, 10).get("a")).isCloseTo(3, Percentage.withPercentage(1));
        assertThat(top(HOUR, 10).get("b")).isCloseTo(4, Percentage.withPercentage(1));
        assertThat(top(HOUR, 1)).containsOnlyKeys("b");
    }

    @Test
    void whatViewsAreWorthFallsWithTime() {
        run("trend-begin", SECOND);
        add(SECOND, "a", "100");

        Awaitility.await()
                .untilAsserted(() -> assertThat(top(SECOND, 1).get("a")).isLessThan(30));

        add(SECOND, "b", "60");
        assertThat(top(SECOND, 2).keySet()).containsExactly("b", "a");
    }

    /**
     * Scores are logarithms. As plain sums of weights, the score from decades ago would underflow to 0, and the present
     * one would overflow.
     */
    @Test
    void noScoreIsTooLargeOrTooSmall() {
        run("trend-begin", SECOND);
        redis.send(Command.ZADD, KEY, "5", "a");

        add(SECOND, "a", "1000000000");
        add(SECOND, "a", "1000000000");

        assertThat(top(SECOND, 1).get("a")).isCloseTo(2e9, Percentage.withPercentage(60));
        assertThat(Double.parseDouble(redis.send(Command.ZSCORE, KEY, "a").toString()))
                .isFinite();
    }

    @Test
    void nothingIsAddedToATrendThatHasNotBegun() {
        assertThat(add(HOUR, "a", "3")).isZero();

        assertThat(redis.send(Command.EXISTS, KEY).toInteger()).isZero();
        assertThat(run("trend-top", HOUR, "10")).isNull();
    }

    @Test
    void aTrendOfNothingIsEmpty() {
        run("trend-begin", HOUR);

        assertThat(add(HOUR)).isOne();
        assertThat(top(HOUR, 10)).isEmpty();
    }

    @Test
    void aTrendBeginsWithWhatIsKnown() {
        assertThat(run("trend-begin", HOUR, "a", "7.5").toInteger()).isOne();
        assertThat(run("trend-begin", HOUR, "b", "9").toInteger()).isZero();

        assertThat(top(HOUR, 10)).containsOnlyKeys("a");
        assertThat(top(HOUR, 10).get("a")).isCloseTo(7.5, within(0.1));
    }

    /** The set keeps 100 items. Twenty times as many are viewed once meanwhile. */
    @Test
    void theHottestAreKeptWhateverElseIsViewed() {
        run("trend-begin", HOUR);
        String[] hot = IntStream.range(0, 50).mapToObj(i -> "hot" + i).toArray(String[]::new);
        for (int beat = 0; beat < 20; beat++) {
            add(HOUR, Stream.of(hot).flatMap(item -> Stream.of(item, "50")).toArray(String[]::new));
            int from = 100 * beat;
            add(
                    HOUR,
                    IntStream.range(from, from + 100)
                            .boxed()
                            .flatMap(i -> Stream.of("once" + i, "1"))
                            .toArray(String[]::new));
        }

        assertThat(redis.send(Command.ZCARD, KEY).toInteger()).isLessThanOrEqualTo(100);
        assertThat(top(HOUR, 50)).containsOnlyKeys(hot);
        assertThat(top(HOUR, 50).values())
                .allSatisfy(score -> assertThat(score).isCloseTo(1_000, Percentage.withPercentage(10)));
    }

    /**
     * The item enters with a probability of 1/11 each time. That it fails 200 times happens less than once in a hundred
     * million runs.
     */
    @Test
    void whatRisesGetsIn() {
        beginWithAllPlacesTaken();

        for (int beat = 0; beat < 200; beat++) {
            add(HOUR, "new", "100");
        }

        assertThat(top(HOUR, 1)).containsOnlyKeys("new");
        assertThat(redis.send(Command.ZCARD, KEY).toInteger()).isEqualTo(100);
    }

    @Test
    void whatIsWorthAsMuchAsTheLastOneGetsInAtOnce() {
        beginWithAllPlacesTaken();
        String[] hot = IntStream.range(0, 50).mapToObj(i -> "new" + i).toArray(String[]::new);

        add(HOUR, Stream.of(hot).flatMap(item -> Stream.of(item, "1000")).toArray(String[]::new));

        assertThat(top(HOUR, 50)).containsOnlyKeys(hot);
    }

    @Test
    void aTrendThatNobodyFeedsIsForgotten() {
        run("trend-begin", HOUR);
        assertThat(redis.send(Command.TTL, KEY).toLong())
                .isBetween(1L, Duration.ofHours(8).toSeconds());
    }
}
