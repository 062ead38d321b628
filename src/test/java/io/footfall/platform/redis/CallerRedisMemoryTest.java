package io.footfall.platform.redis;

import static io.footfall.support.Api.management;
import static io.footfall.support.Api.newChapter;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.ServiceUnderTest.reader;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.openapi.ApiDescription;
import io.footfall.openapi.ApiOperation;
import io.footfall.support.CallerBounds;
import io.footfall.support.HttpCalls;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The Redis memory that callers without a service token can use: see {@code docs/limits.md}. */
@Tag("slow")
@QuarkusTest
@TestProfile(CallerBounds.class)
@WithTestResource(ServiceUnderTest.class)
class CallerRedisMemoryTest {

    private static final int ROUNDS = 5;
    private static final byte[] NO_BODY = {};
    private static final Set<String> OF_SERVICES = Set.of("userId", "userIds", "clientInfo");

    /** The number of these keys is fixed, and their size is bounded by the catalog. */
    private static final Predicate<String> IS_FIXED = key -> {
        KeyKind kind = KeyKind.of(key);
        return kind == KeyKind.VIEW_BUFFER || kind == KeyKind.VIEW_TOTALS || key.endsWith("era");
    };

    /**
     * Keys of the cache warming that a job runs after a start: its queue, and listings that are not limited to an
     * author.
     */
    private static final Predicate<String> IS_OF_A_START = Pattern.compile(
                    "ff:\\{q:footfall-cache}:.*|ff:\\{cache:listing}:e:[A-Z]+\\|\\| [0-9]+")
            .asMatchPredicate();

    private static final Map<KeyKind, Long> MOST_BYTES_OF_A_USER = new EnumMap<>(Map.of(
            KeyKind.SESSIONS, 50L * 20_000 + 10_000,
            KeyKind.IDEMPOTENCY, 100L * 18_000 + 20_000));

    private final String user = newId();
    private final RedisProbe redis = RedisProbe.ofSuite();

    private ApiDescription description;
    private String story;
    private String chapter;

    @BeforeEach
    void aCatalog() {
        description = description();
        story = newStory();
        chapter = newChapter(story);
        CallerBounds.awaitMinute();
    }

    private static Map<String, String> from(int network) {
        return Map.of("X-Forwarded-For", "2001:db8:" + Integer.toHexString(network) + "::1");
    }

    private static int statusOf(String method, String target, int network) {
        return HttpCalls.send(method, target, from(network), NO_BODY).status();
    }

    private static ApiDescription description() {
        return new ApiDescription(management().get("/q/openapi?format=json").asString());
    }

    private String knownId(ApiOperation operation) {
        return operation.path().startsWith("/api/users/")
                ? user
                : operation.path().contains("chapters/{") ? chapter : story;
    }

    private void send(ApiOperation operation, String id, int network, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(from(network));
        all.putAll(headers);
        operation.body().ifPresent(body -> all.put("Content-Type", body.mediaType()));
        byte[] body = operation
                .body()
                .map(type -> examplesOf(type).getBytes(StandardCharsets.UTF_8))
                .orElse(NO_BODY);
        assertThat(HttpCalls.send(operation.method(), operation.target(Map.of("id", id)), all, body)
                        .status())
                .as(operation.name())
                .isLessThan(500);
    }

    /** Returns a body with the examples of its fields, without those in which services name a user. */
    private String examplesOf(ApiOperation.Body body) {
        JsonObject examples = new JsonObject();
        JsonObject fields = description.resolved(body.schema()).getJsonObject("properties", new JsonObject());
        fields.fieldNames().stream()
                .filter(field -> !OF_SERVICES.contains(field))
                .forEach(field -> {
                    JsonArray values =
                            description.resolved(fields.getJsonObject(field)).getJsonArray("examples");
                    if (values != null) {
                        examples.put(field, values.getValue(0));
                    }
                });
        return examples.encode();
    }

    private static Set<String> keysOf(RedisProbe redis) {
        return new HashSet<>(redis.keys("ff:*"));
    }

    @Test
    void whatCallersWithoutAServiceTokenLeaveEndsByItself() {
        Set<String> before = keysOf(redis);
        // The dedup marks of a partition are shared by all its stories, which other tests may have viewed.
        before.removeIf(key -> KeyKind.of(key) == KeyKind.VIEWERS);
        List<ApiOperation> operations = description.operations().stream()
                .filter(operation -> !operation.streams())
                .toList();
        String token = reader(user);

        for (int round = 0; round < ROUNDS; round++) {
            int network = round;
            operations.forEach(operation -> {
                send(operation, knownId(operation), network, Map.of());
                send(operation, newId(), network, Map.of());
                send(
                        operation,
                        knownId(operation),
                        network,
                        Map.of("Authorization", token, "Idempotency-Key", newId()));
                send(operation, newId(), network, Map.of("Authorization", token));
            });
        }

        Set<String> left = keysOf(redis);
        left.removeAll(before);
        assertThat(left)
                .anyMatch(key -> KeyKind.of(key) == KeyKind.VIEWERS)
                .anyMatch(key -> KeyKind.of(key) == KeyKind.SESSIONS)
                .anyMatch(key -> KeyKind.of(key) == KeyKind.IDEMPOTENCY)
                .anyMatch(key -> KeyKind.of(key) == KeyKind.CACHES)
                .noneMatch(key -> Set.of(KeyKind.JOBS, KeyKind.LOCKS, KeyKind.SCORES, KeyKind.OTHER)
                        .contains(KeyKind.of(key)));
        assertThat(keysOf(redis).stream()
                        .filter(key -> left.contains(key) || KeyKind.of(key) == KeyKind.CACHES)
                        .filter(IS_FIXED.negate())
                        .filter(key -> redis.send(Command.PTTL, key).toLong() == -1))
                .isEmpty();
    }

    @Test
    void whatAUserKeepsIsBounded() {
        Set<String> before = keysOf(redis);
        String token = reader(user);
        String body = "{\"type\": \"a\", \"data\": \"" + "x".repeat(CallerBounds.LARGEST_ANSWER - 500) + "\"}";

        IntStream.range(0, 300).parallel().forEach(i -> {
            Map<String, String> headers = new HashMap<>(from(1));
            headers.putAll(Map.of("Authorization", token, "Idempotency-Key", newId()));
            assertThat(HttpCalls.send("POST", "/api/sessions", headers, body.getBytes(StandardCharsets.UTF_8))
                            .status())
                    .isEqualTo(201);
        });

        Map<KeyKind, Long> bytes = new EnumMap<>(KeyKind.class);
        Set<String> left = keysOf(redis);
        left.removeAll(before);
        left.forEach(key -> bytes.merge(KeyKind.of(key), sizeOf(key), Long::sum));
        MOST_BYTES_OF_A_USER.forEach(
                (kind, most) -> assertThat(bytes.get(kind)).as(kind.toString()).isBetween(1L, most));
    }

    private long sizeOf(String key) {
        var size = redis.send(Command.MEMORY, "USAGE", key, "SAMPLES", "0");
        return size == null ? 0 : size.toLong();
    }

    /** Each request comes from a different network and requests a different unknown id. */
    @Test
    void idsThatDoNotExistLeaveNothingButHits() {
        Set<String> before = keysOf(redis);

        IntStream.range(0, 500).parallel().forEach(i -> {
            assertThat(statusOf("GET", "/api/stories/" + newId(), 100 + i)).isEqualTo(404);
            assertThat(statusOf("GET", "/api/stories?author=" + newId(), 100 + i))
                    .isEqualTo(200);
            assertThat(statusOf("POST", "/api/stories/" + newId() + "/view", 100 + i))
                    .isEqualTo(404);
        });

        Set<String> left = keysOf(redis);
        left.removeAll(before);
        // Rate limit hits are expected. Salts, call markers and :seq keys are bounded by the number of windows,
        // replicas and caches.
        left.removeIf(key ->
                List.of(KeyKind.RATE_LIMITS, KeyKind.SALTS, KeyKind.CALLS).contains(KeyKind.of(key))
                        || key.endsWith(":seq")
                        || IS_OF_A_START.test(key));
        assertThat(left).isEmpty();
    }
}
