package io.footfall.product.admin;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.support.EventStream;
import io.footfall.support.LowLimitsProfile;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@QuarkusTest
@TestProfile(LowLimitsProfile.class)
@WithTestResource(ServiceUnderTest.class)
class LiveFiguresTest {

    private static final String PATH = "/api/admin/live";

    /** Small, so that events of a slow client accumulate in the service. */
    private static final int SMALL_BUFFER = 4 * 1_024;

    private final List<EventStream> streams = new ArrayList<>();

    @Inject
    Vertx vertx;

    private HttpClient client;

    @BeforeEach
    void connect() {
        client = vertx.createHttpClient(
                new HttpClientOptions().setMaxPoolSize(10).setReceiveBufferSize(SMALL_BUFFER));
    }

    @AfterEach
    void disconnect() {
        streams.forEach(EventStream::close);
        client.close();
    }

    private EventStream watch() {
        EventStream stream = EventStream.of(PATH, client, RestAssured.port, OPERATOR);
        streams.add(stream);
        await().until(() -> stream.status() != 0);
        return stream;
    }

    private static JsonObject latest(EventStream stream) {
        List<EventStream.Event> figures = stream.events("figures");
        return figures.isEmpty()
                ? new JsonObject()
                : new JsonObject(figures.get(figures.size() - 1).data());
    }

    private static JsonObject part(EventStream stream, String name) {
        return latest(stream).getJsonObject(name, new JsonObject());
    }

    @Test
    void onlyOperatorsWatch() {
        given().get(PATH).then().statusCode(401).contentType("application/problem+json");
        as("Bearer nobody-s-token").get(PATH).then().statusCode(401);
        as(SERVICE).get(PATH).then().statusCode(403).body("status", equalTo(403));
        as(reader(newId())).get(PATH).then().statusCode(403);
    }

    @Test
    void figuresComeAtOnceAndThenAgainAndAgain() {
        EventStream stream = watch();

        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.header("Content-Type")).startsWith("text/event-stream");
        await().until(() -> stream.events("figures").size() >= 3);
        assertThat(stream.events().get(0).name()).isEqualTo("figures");
        List<Instant> at = stream.events("figures").stream()
                .map(event -> new JsonObject(event.data()).getInstant("at"))
                .toList();
        assertThat(at).isSorted().doesNotHaveDuplicates();
        assertThat(stream.events("course")).hasSize(1);
        assertThat(new JsonArray(stream.events("course").get(0).data())).isNotEmpty();
    }

    @Test
    void figuresTellHowEverythingIs() {
        String story = newStory();
        EventStream stream = watch();

        await().pollInSameThread().untilAsserted(() -> {
            view(story, newId());
            view(story, "comes-again");
            as(SERVICE).get("/api/stories/" + story);
            assertThat(latest(stream).getString("scope")).isEqualTo("platform");
            assertThat(part(stream, "views").getDouble("firstPerSecond")).isPositive();
            assertThat(part(stream, "views").getDouble("repeatPerSecond")).isPositive();
            assertThat(part(stream, "views").getString("countedIn")).isEqualTo("redis");
            assertThat(part(stream, "buffer").getLong("items", 0L)).isPositive();
            assertThat(part(stream, "buffer").getLong("views", 0L)).isPositive();
            assertThat(part(stream, "caches").getJsonObject("story").getDouble("requestsPerSecond"))
                    .isPositive();
            assertThat(part(stream, "caches").getJsonObject("story").getDouble("hitRateLastMinute"))
                    .isBetween(0.01, 1.0);
        });
        assertThat(part(stream, "redis").getString("status")).isIn("up", "warning");
        assertThat(part(stream, "redis").getDouble("latency")).isPositive();
        assertThat(part(stream, "redis").getLong("memoryUsed")).isPositive();
        assertThat(part(stream, "postgres").getBoolean("up")).isTrue();
        assertThat(part(stream, "postgres").getDouble("latency")).isPositive();
        assertThat(part(stream, "jobs").getLong("dead")).isNotNegative();
        assertThat(part(stream, "notifications").getLong("streams")).isNotNegative();
        assertThat(latest(stream).getString("replica")).hasSize(8);
    }

    @Test
    void theLastSyncsAreTold() {
        view(newStory(), newId());
        long added = sync().extract().jsonPath().getLong("storyViewsAdded");
        EventStream stream = watch();

        await().untilAsserted(() -> {
            JsonArray syncs = latest(stream).getJsonArray("syncs", new JsonArray());
            assertThat(syncs.size()).isBetween(1, 20);
            // A sync during the start may have failed because the stores were not available yet.
            assertThat(syncs.stream().map(JsonObject.class::cast)).anySatisfy(run -> {
                assertThat(run.getLong("views")).isEqualTo(added);
                assertThat(run.getBoolean("success")).isTrue();
            });
        });
        assertThat(RedisProbe.ofSuite().send(Command.LLEN, RedisKeys.SYNCS).toLong())
                .isBetween(1L, 20L);
        assertThat(RedisProbe.ofSuite().send(Command.PTTL, RedisKeys.SYNCS).toLong())
                .isPositive();
    }

    @Test
    void refusalsAreToldByPolicy() {
        String key = newId();
        for (int i = 0; i < 8; i++) {
            as(SERVICE).body(Map.of("key", key)).post("/api/rate-limits/login/check");
        }
        EventStream stream = watch();

        await().untilAsserted(() -> assertThat(
                        part(stream, "refusals").getJsonObject("login").getLong("lastMinute"))
                .isGreaterThanOrEqualTo(3));
    }

    /** Acts as another replica. The hash is the only state that replicas share. */
    @Test
    void whatOthersCountedIsPartOfTheRates() {
        EventStream stream = watch();

        await().pollInSameThread().untilAsserted(() -> {
            RedisProbe.ofSuite().send(Command.HINCRBY, RedisKeys.FIGURES, MetricName.FIRST, "1000000");
            assertThat(part(stream, "views").getDouble("firstPerSecond")).isGreaterThan(100_000);
        });
    }

    private static long firstViewsOfAll() {
        Response count = RedisProbe.ofSuite().send(Command.HGET, RedisKeys.FIGURES, MetricName.FIRST);
        return count == null ? 0 : count.toLong();
    }

    @Test
    void whatWasCountedIsAddedOnce() {
        EventStream stream = watch();
        String story = newStory();
        await().until(() -> stream.events("figures").size() > 4);
        long before = firstViewsOfAll();

        for (int i = 0; i < 7; i++) {
            view(story, newId());
        }

        await().until(() -> firstViewsOfAll() == before + 7);
        int told = stream.events("figures").size();
        await().until(() -> stream.events("figures").size() > told + 3);
        assertThat(firstViewsOfAll()).isEqualTo(before + 7);
    }

    @Test
    void countsThatRedisForgotMakeNoRate() {
        RedisProbe redis = RedisProbe.ofSuite();
        EventStream stream = watch();
        redis.send(Command.HINCRBY, RedisKeys.FIGURES, MetricName.REPEAT, "1000000000");
        await().until(() -> part(stream, "views").getDouble("repeatPerSecond") > 1_000_000);
        String since = latest(stream).getString("since");

        redis.send(Command.DEL, RedisKeys.FIGURES);

        await().until(() -> latest(stream).getString("scope").equals("platform")
                && !latest(stream).getString("since").equals(since));
        assertThat(part(stream, "views").getDouble("repeatPerSecond")).isBetween(0.0, 1_000.0);
        assertThat(stream.events("figures").stream().map(event -> new JsonObject(event.data())
                        .getJsonObject("views")
                        .getDouble("repeatPerSecond")))
                .allSatisfy(rate -> assertThat(rate).isNotNegative());
        assertThat(redis.send(Command.PTTL, RedisKeys.FIGURES).toLong()).isPositive();
    }

    @Test
    void noMoreWatchThanMay() {
        EventStream first = watch();
        watch();
        watch();

        EventStream oneTooMany = watch();
        assertThat(oneTooMany.status()).isEqualTo(503);
        assertThat(oneTooMany.header("Retry-After")).isEqualTo("2");
        await().until(() -> oneTooMany.body().contains("no more watchers"));

        first.close();
        await().until(() -> watch().status() == 200);
    }

    @Test
    void oneThatDoesNotReadIsLetGoAndOthersGoOn() throws IOException {
        EventStream other = watch();
        watch();
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(SMALL_BUFFER);
            slow.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
            slow.getOutputStream()
                    .write(("GET " + PATH + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + OPERATOR + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> watch().status() == 503);

            await().atMost(Duration.ofSeconds(30)).until(() -> watch().status() == 200);
        }
        int before = other.events("figures").size();
        await().until(() -> other.events("figures").size() > before);
    }
}
