package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.embedded.EmbeddedRedis;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Measures the memory of a viewer in a Redis with default settings, including totals and all other keys of Footfall.
 */
@Isolated("a busy machine does without Redis now and then, which is what is measured")
class DedupMemoryIT {

    private static final int VIEWERS = 100_000;
    private static final int BATCH = 1_000;
    /** Creates connections and their buffers before the measured viewers. */
    private static final int WARM_UP_BATCHES = 20;

    private static final double MOST_BYTES = 12;

    private EmbeddedRedis server;
    private RedisProbe redis;
    private PackagedService service;

    @BeforeEach
    void start() {
        server = EmbeddedRedis.start();
        redis = new RedisProbe(server.url());
        service = new PackagedService(
                        Map.of("REDIS_URL", server.url(), "REDIS_CLUSTER", "false", "VIEW_SYNC_INTERVAL_HOURS", "24"))
                .start();
    }

    @AfterEach
    void stop() {
        service.close();
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 10_000})
    void aViewerTakesAtMostTwelveBytes(int viewersPerItem) throws Exception {
        int stories = VIEWERS / viewersPerItem;
        String prefix = "m" + viewersPerItem + "-";
        PostgresProbe.execute("insert into stories (id, title, author_id) select '" + prefix
                + "' || n, 'Story', 'ada' from generate_series(0, " + (stories - 1) + ") n");
        count(i -> view(prefix + 0, "warm-up"), WARM_UP_BATCHES);
        long before = memory();

        String answers = count(i -> view(prefix + i % stories, "u" + i / stories), VIEWERS / BATCH);

        assertThat(answers).doesNotContain("\"isFirstView\":false").doesNotContain("error");
        double bytes = (memory() - before) / (double) VIEWERS;
        System.out.printf("%d viewers an item: %.1f bytes a viewer%n", viewersPerItem, bytes);
        assertThat(bytes).isBetween(8.0, MOST_BYTES);
        assertThat(encodings()).containsOnly("intset");
    }

    /** Excludes cached stories, because cache warming runs during the measurement. */
    private long memory() {
        redis.keys("ff:{cache:*}:e:*").forEach(entry -> redis.send(Command.DEL, entry));
        return redis.usedMemory();
    }

    private String count(IntFunction<JsonObject> view, int batches) throws Exception {
        StringBuilder answers = new StringBuilder();
        for (int batch = 0; batch < batches; batch++) {
            List<JsonObject> views = IntStream.range(batch * BATCH, (batch + 1) * BATCH)
                    .mapToObj(view)
                    .toList();
            answers.append(service.asService("/api/views", new JsonObject().put("views", views)));
        }
        return answers.toString();
    }

    private static JsonObject view(String story, String user) {
        return new JsonObject().put("type", "story").put("id", story).put("userId", user);
    }

    private Set<String> encodings() {
        return redis.keys("ff:{*}:d:*:*").stream()
                .map(bucket -> redis.send(Command.OBJECT, "ENCODING", bucket).toString())
                .collect(Collectors.toSet());
    }
}
