package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.support.Api;
import io.footfall.support.EventStream;
import io.footfall.support.PackagedService;
import io.footfall.support.RedisProcess;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** The live figures for operators on two replicas, while Redis and one of the replicas are stopped. */
@ResourceLock(SharedStores.OF_SUITE)
class LiveFiguresIT {

    private static final int MORE_THAN_ARE_COUNTED = 5_000;

    private final AtomicInteger viewers = new AtomicInteger();
    private String story;

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(20)).pollInSameThread();
    }

    private static PackagedService replica(RedisProcess redis) {
        return new PackagedService(Map.of("REDIS_URL", redis.url(), "FOOTFALL_ADMIN_EACH", "250ms"));
    }

    private void view(PackagedService replica) throws Exception {
        replica.asService(
                "/api/stories/" + story + "/view", new JsonObject().put("userId", "u" + viewers.incrementAndGet()));
    }

    private static JsonObject latest(EventStream stream) {
        List<EventStream.Event> figures = stream.events("figures");
        return new JsonObject(figures.get(figures.size() - 1).data());
    }

    private static double rate(JsonObject figures) {
        return figures.getJsonObject("views").getDouble("firstPerSecond");
    }

    private static String scope(EventStream stream) {
        return latest(stream).getString("scope");
    }

    @Test
    void everyReplicaTellsOfAllUntilRedisIsAwayAndAgainAfterwards() throws Exception {
        Vertx vertx = Vertx.vertx();
        HttpClient client = vertx.createHttpClient();
        try (RedisProcess redis = RedisProcess.withoutMemory().start();
                PackagedService one = replica(redis);
                PackagedService other = replica(redis)) {
            CompletableFuture.allOf(CompletableFuture.runAsync(one::start), CompletableFuture.runAsync(other::start))
                    .get();
            story = Api.newId();
            one.put(
                    "/api/stories/" + story,
                    new JsonObject().put("title", "A story").put("authorId", "ada"));
            EventStream ofOne = EventStream.of("/api/admin/live", client, one.port(), ServiceUnderTest.OPERATOR);
            EventStream ofOther = EventStream.of("/api/admin/live", client, other.port(), ServiceUnderTest.OPERATOR);
            await().until(() -> !ofOne.events("figures").isEmpty()
                    && !ofOther.events("figures").isEmpty());

            patiently().until(() -> {
                view(other);
                return rate(latest(ofOne)) > 0 && rate(latest(ofOther)) > 0;
            });
            assertThat(latest(ofOne).getString("replica"))
                    .isNotEqualTo(latest(ofOther).getString("replica"));

            redis.kill();
            patiently()
                    .until(() ->
                            scope(ofOne).equals("replica") && scope(ofOther).equals("replica"));
            patiently().until(() -> rate(latest(ofOne)) == 0);
            patiently().until(() -> {
                view(other);
                return rate(latest(ofOther)) > 0;
            });
            assertThat(rate(latest(ofOne))).isZero();

            redis.start();
            patiently()
                    .until(() ->
                            scope(ofOne).equals("platform") && scope(ofOther).equals("platform"));
            patiently().until(() -> {
                view(other);
                return rate(latest(ofOne)) > 0;
            });
            assertThat(ofOne.events("figures"))
                    .extracting(event -> rate(new JsonObject(event.data())))
                    .allSatisfy(rate -> assertThat(rate).isBetween(0.0, (double) MORE_THAN_ARE_COUNTED));

            CompletableFuture<Integer> ended = CompletableFuture.supplyAsync(one::terminate);
            patiently().until(ofOne::isOver);
            assertThat(ended.get()).isIn(0, 143);
            int before = ofOther.events("figures").size();
            patiently().until(() -> ofOther.events("figures").size() > before);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
    }
}
