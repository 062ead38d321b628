package io.footfall.capability.ratelimit;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.management;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.support.Api;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rate limits by HTTP, on real stores. The windows are days long, so that none ends during a test. */
@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@TestProfile(RateLimitsTest.Limits.class)
class RateLimitsTest {

    public static class Limits implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> settings = new HashMap<>();
            String prefix = "footfall.rate-limits.policies.";
            settings.put(prefix + "api.limit", "3");
            settings.put(prefix + "api.window", "1D");
            settings.put(prefix + "view.limit", "3");
            settings.put(prefix + "view.window", "1D");
            settings.put(prefix + "login.window", "1D");
            settings.put(prefix + "slow.limit", "10");
            settings.put(prefix + "slow.window", "1D");
            settings.put(prefix + "slow.algorithm", "sliding-window");
            settings.put(prefix + "watched.limit", "1");
            settings.put(prefix + "watched.window", "1D");
            settings.put(prefix + "watched.mode", "shadow");
            settings.put(prefix + "tried.limit", "2");
            settings.put(prefix + "tried.window", "1D");
            settings.put(prefix + "tried.candidate-limit", "4");
            return settings;
        }
    }

    @Inject
    LocalDecisions memory;

    private static JsonPath check(String policy, String key, int cost) {
        return as(ServiceUnderTest.SERVICE)
                .body(Map.of("key", key, "cost", cost))
                .post("/api/rate-limits/" + policy + "/check")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static JsonPath look(String policy, String key) {
        return as(ServiceUnderTest.SERVICE)
                .get("/api/rate-limits/" + policy + "/" + key)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static Response viewFrom(String address, String story) {
        return given().header("X-Forwarded-For", address).post("/api/stories/" + story + "/view");
    }

    private static String newAddress() {
        return "198.51." + (int) (Math.random() * 255) + "." + (int) (Math.random() * 255);
    }

    @Test
    void aDecisionCountsDownToTheLimitAndThenRefuses() {
        String key = Api.newId();
        for (int left = 4; left >= 0; left--) {
            JsonPath allowed = check("login", key, 1);
            assertThat(allowed.getBoolean("allowed")).isTrue();
            assertThat(allowed.getLong("limit")).isEqualTo(5);
            assertThat(allowed.getLong("remaining")).isEqualTo(left);
            assertThat(allowed.getLong("retryAfter")).isZero();
            assertThat(allowed.getBoolean("degraded")).isFalse();
        }

        JsonPath refused = check("login", key, 1);

        assertThat(refused.getBoolean("allowed")).isFalse();
        assertThat(refused.getLong("remaining")).isZero();
        assertThat(refused.getLong("retryAfter")).isPositive();
        assertThat(Instant.parse(refused.getString("resetAt"))).isAfter(Instant.now());
    }

    @Test
    void aHitMayCostMore() {
        String key = Api.newId();
        assertThat(check("login", key, 4).getLong("remaining")).isEqualTo(1);

        assertThat(check("login", key, 2).getBoolean("allowed")).isFalse();
        assertThat(check("login", key, 1).getBoolean("allowed")).isTrue();
    }

    @Test
    void aLookCountsNothing() {
        String key = Api.newId();
        check("login", key, 2);

        assertThat(look("login", key).getLong("remaining")).isEqualTo(3);
        assertThat(look("login", key).getLong("remaining")).isEqualTo(3);
        assertThat(look("login", Api.newId()).getLong("remaining")).isEqualTo(5);
    }

    @Test
    void anOperatorForgetsTheHitsOfAKey() {
        String key = Api.newId();
        check("login", key, 5);
        assertThat(check("login", key, 1).getBoolean("allowed")).isFalse();

        as(ServiceUnderTest.OPERATOR)
                .delete("/api/rate-limits/login/" + key)
                .then()
                .statusCode(204);

        assertThat(check("login", key, 1).getLong("remaining")).isEqualTo(4);
    }

    @Test
    void aSlidingWindowCountsToo() {
        String key = Api.newId();
        IntStream.range(0, 10).forEach(i -> assertThat(check("slow", key, 1).getBoolean("allowed"))
                .isTrue());

        assertThat(check("slow", key, 1).getBoolean("allowed")).isFalse();
    }

    @Test
    void aShadowLimitOnlyShowsInMetrics() {
        String key = Api.newId();
        double before = metric("footfall_ratelimit_decisions_total", "shadowed", "watched");
        check("watched", key, 1);

        assertThat(check("watched", key, 1).getBoolean("allowed")).isTrue();

        assertThat(metric("footfall_ratelimit_decisions_total", "shadowed", "watched"))
                .isEqualTo(before + 1);
    }

    @Test
    void aCandidateLimitOnlyShowsInMetrics() {
        String key = Api.newId();
        double allowed = metric("footfall_ratelimit_candidate_total", "allowed", "tried");
        double refused = metric("footfall_ratelimit_candidate_total", "refused", "tried");

        IntStream.range(0, 5).forEach(i -> assertThat(check("tried", key, 1).getBoolean("allowed"))
                .isEqualTo(i < 2));

        assertThat(metric("footfall_ratelimit_candidate_total", "allowed", "tried") - allowed)
                .isEqualTo(4);
        assertThat(metric("footfall_ratelimit_candidate_total", "refused", "tried") - refused)
                .isEqualTo(1);
    }

    private static double metric(String name, String decision, String policy) {
        return management()
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + "{")
                        && line.contains("decision=\"" + decision + "\"")
                        && line.contains("policy=\"" + policy + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void keysOverTheirLimitAreRefusedWithoutAskingRedis() {
        String key = Api.newId();
        IntStream.range(0, 6).forEach(i -> check("login", key, 1));
        RedisProbe.ofSuite().keys("ff:{*}:l:login:*").forEach(hash -> RedisProbe.ofSuite()
                .send(Command.DEL, hash));

        assertThat(check("login", key, 1).getBoolean("allowed")).isFalse();
    }

    @Test
    void viewsTellHowTheirClientStandsAndAreRefusedOverTheLimit() {
        String story = Api.newStory();
        String address = newAddress();
        for (int left = 2; left >= 0; left--) {
            viewFrom(address, story)
                    .then()
                    .statusCode(200)
                    .header("X-RateLimit-Limit", "3")
                    .header("X-RateLimit-Remaining", String.valueOf(left))
                    .header("RateLimit-Policy", "\"view\";q=3;w=86400")
                    .header("RateLimit", containsString("\"view\";r=" + left + ";t="))
                    .header("Retry-After", nullValue());
        }

        Response refused = viewFrom(address, story);

        refused.then()
                .statusCode(429)
                .contentType("application/problem+json")
                .header("X-RateLimit-Remaining", "0")
                .body("error", equalTo("Rate limit exceeded"))
                .body("type", containsString("quota-exceeded"))
                .body("violated-policies", hasItem("view"))
                .body("status", equalTo(429))
                .body("retryAfter", greaterThan(0))
                .body("instance", equalTo("/api/stories/" + story + "/view"));
        assertThat(Long.parseLong(refused.header("Retry-After")))
                .isGreaterThanOrEqualTo(
                        Long.parseLong(refused.header("RateLimit").replaceAll(".*;t=", "")));
        assertThat(Long.parseLong(refused.header("X-RateLimit-Reset")))
                .isGreaterThan(Instant.now().getEpochSecond());
        given().get("/api/stories/" + story + "/views").then().body("viewCount", equalTo(1));
    }

    @Test
    void anUnknownItemCostsAHitToo() {
        String address = newAddress();

        viewFrom(address, Api.newId())
                .then()
                .statusCode(404)
                .header("X-RateLimit-Remaining", "2")
                .header("RateLimit", notNullValue());
    }

    @Test
    void nobodyTriesOutIdsOrBodiesForNothing() {
        String address = newAddress();
        String missing = Api.newId();
        List<Response> tries = List.of(
                given().header("X-Forwarded-For", address).post("/api/chapters/" + missing + "/view"),
                given().header("X-Forwarded-For", address).post("/api/chapters/" + missing + "/view"),
                given().header("X-Forwarded-For", address)
                        .contentType(ContentType.JSON)
                        .body("{")
                        .post("/api/stories/s1/view"),
                given().header("X-Forwarded-For", address).post("/api/stories/a.b/view"));

        assertThat(tries).extracting(Response::statusCode).containsExactly(404, 404, 400, 429);
        assertThat(tries)
                .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly("2", "1", "0", "0");
    }

    @Test
    void whatFailsOverALimitThatOnlyRedisKnowsOfIsRefused() {
        String address = newAddress();
        String story = Api.newStory();
        IntStream.range(0, 3).forEach(i -> viewFrom(address, story).then().statusCode(200));
        memory.forgetRefusals();

        viewFrom(address, "a.b")
                .then()
                .statusCode(429)
                .header("X-RateLimit-Remaining", "0")
                .header("Retry-After", notNullValue());
    }

    @Test
    void metersOfMemoryLastLongerThanAGarbageCollection() {
        System.gc();

        management()
                .get("/q/metrics")
                .then()
                .body(containsString("footfall_ratelimit_refused_keys"))
                .body(not(containsString("footfall_ratelimit_refused_keys NaN")));
    }

    @Test
    void crawlersAreLimitedAsOthers() {
        String story = Api.newStory();
        String address = newAddress();
        IntStream.range(0, 3).forEach(i -> given().header("X-Forwarded-For", address)
                .header("User-Agent", "Googlebot/2.1")
                .post("/api/stories/" + story + "/view")
                .then()
                .statusCode(200));

        viewFrom(address, story).then().statusCode(429);
    }

    @Test
    void chaptersWithTheirStoryAreOneHit() {
        String chapter = Api.newChapter(Api.newStory());
        String address = newAddress();

        given().header("X-Forwarded-For", address)
                .post("/api/chapters/" + chapter + "/view?countStory=true")
                .then()
                .statusCode(200)
                .header("X-RateLimit-Remaining", "2");
    }

    @Test
    void aSignedInReaderIsLimitedWhereverItComesFrom() {
        String user = Api.newId();
        String story = Api.newStory();
        IntStream.range(0, 3).forEach(i -> as(ServiceUnderTest.reader(user))
                .header("X-Forwarded-For", newAddress())
                .post("/api/stories/" + story + "/view")
                .then()
                .statusCode(200));

        as(ServiceUnderTest.reader(user))
                .header("X-Forwarded-For", newAddress())
                .post("/api/stories/" + story + "/view")
                .then()
                .statusCode(429);
        assertThat(look("view", user).getLong("remaining")).isZero();
    }

    @Test
    void servicesAreNotLimitedByPoliciesForReaders() {
        String story = Api.newStory();

        IntStream.range(0, 10).forEach(i -> Api.view(story, "u" + i).header("RateLimit", nullValue()));
    }

    @Test
    void listsAreLimitedByTheApiPolicy() {
        String address = newAddress();
        for (String path : new String[] {"/api/stories", "/api/views?stories=s1", "/api/stories/s1/chapters"}) {
            given().header("X-Forwarded-For", address).get(path).then().header("X-RateLimit-Limit", "3");
        }

        given().header("X-Forwarded-For", address)
                .get("/api/stories")
                .then()
                .statusCode(429)
                .body("violated-policies", hasItem("api"));
    }

    @Test
    void anIpv6ClientIsItsNetwork() {
        String story = Api.newStory();
        String network = "2001:db8:" + Integer.toHexString((int) (Math.random() * 65_535)) + ":7:";
        IntStream.range(0, 3)
                .forEach(i -> viewFrom(network + "1:2:3:" + i, story).then().statusCode(200));

        viewFrom(network + "ffff::1", story).then().statusCode(429);
        assertThat(look("view", network + ":5").getLong("remaining")).isZero();
    }

    @Test
    void neitherAddressNorTokenIsInRedis() {
        String address = newAddress();
        viewFrom(address, Api.newStory()).then().statusCode(200);

        assertThat(RedisProbe.ofSuite().keys("ff:{*}:l:view:*")).isNotEmpty().allSatisfy(hash -> assertThat(
                        RedisProbe.ofSuite().send(Command.HGETALL, hash).toString())
                .doesNotContain(address));
    }

    @Test
    void anOverrideRaisesBlocksOrExempts() {
        String key = Api.newId();
        String path = "/api/admin/rate-limits/login/overrides/" + key;

        put(path, Map.of("kind", "limit", "limit", 7, "note", "partner"));
        assertThat(check("login", key, 5).getLong("remaining")).isEqualTo(2);

        put(path, Map.of("kind", "blocked"));
        JsonPath blocked = check("login", key, 1);
        assertThat(blocked.getBoolean("allowed")).isFalse();
        assertThat(blocked.getLong("limit")).isZero();

        put(path, Map.of("kind", "exempt"));
        IntStream.range(0, 10).forEach(i -> assertThat(check("login", key, 5).getBoolean("allowed"))
                .isTrue());

        as(ServiceUnderTest.OPERATOR).delete(path).then().statusCode(204);
        assertThat(look("login", key).getLong("remaining")).isZero();
        as(ServiceUnderTest.OPERATOR).delete(path).then().statusCode(404);
    }

    private static void put(String path, Map<String, Object> override) {
        as(ServiceUnderTest.OPERATOR).body(override).put(path).then().statusCode(200);
    }

    @Test
    void anAddressCanBeBlocked() {
        String address = newAddress();
        String story = Api.newStory();
        viewFrom(address, story).then().statusCode(200);

        put("/api/admin/rate-limits/view/overrides/" + address, Map.of("kind", "blocked"));

        viewFrom(address, story).then().statusCode(429);
        as(ServiceUnderTest.OPERATOR)
                .get("/api/admin/rate-limits/view/overrides?limit=100")
                .then()
                .body("items.key", hasItem(address));
    }

    @Test
    void anOverrideEndsByItself() {
        String key = Api.newId();
        put(
                "/api/admin/rate-limits/login/overrides/" + key,
                Map.of(
                        "kind",
                        "blocked",
                        "expiresAt",
                        Instant.now().plusMillis(700).toString()));
        assertThat(check("login", key, 1).getBoolean("allowed")).isFalse();

        Awaitility.await().until(() -> check("login", key, 1).getBoolean("allowed"));
    }

    @Test
    void overridesAreListedInPages() {
        String prefix = Api.newId().substring(0, 20);
        IntStream.range(0, 3)
                .forEach(i -> put("/api/admin/rate-limits/export/overrides/" + prefix + i, Map.of("kind", "exempt")));

        JsonPath first = page("?limit=2");
        JsonPath second = page("?limit=2&cursor=" + first.getString("nextCursor"));

        assertThat(first.getList("items")).hasSize(2);
        assertThat(second.getList("items")).hasSize(1);
        assertThat(second.getString("nextCursor")).isNull();
    }

    private static JsonPath page(String query) {
        return as(ServiceUnderTest.OPERATOR)
                .get("/api/admin/rate-limits/export/overrides" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /api/rate-limits/login/check, '', 401",
        "POST, /api/rate-limits/login/check, reader, 403",
        "POST, /api/rate-limits/login/check, cron, 403",
        "GET, /api/rate-limits, '', 401",
        "GET, /api/rate-limits/login/u1, reader, 403",
        "DELETE, /api/rate-limits/login/u1, '', 401",
        "DELETE, /api/rate-limits/login/u1, service, 403",
        "GET, /api/admin/rate-limits/login/overrides, service, 403",
        "PUT, /api/admin/rate-limits/login/overrides/u1, service, 403",
        "DELETE, /api/admin/rate-limits/login/overrides/u1, reader, 403"
    })
    void nobodyGetsInWhoDoesNotBelong(String method, String path, String caller, int status) {
        Map<String, String> tokens = Map.of(
                "reader", ServiceUnderTest.reader("u1"),
                "cron", ServiceUnderTest.CRON,
                "service", ServiceUnderTest.SERVICE);
        RequestSpecification request =
                caller.isEmpty() ? given().contentType(ContentType.JSON) : as(tokens.get(caller));

        request.body("{\"key\": \"u1\", \"kind\": \"exempt\"}")
                .request(method, path)
                .then()
                .statusCode(status)
                .contentType("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|key",
                "{\"cost\": 1}|key",
                "{\"key\": \"\"}|key",
                "{\"key\": \"a\\tb\"}|key",
                "{\"key\": 5}|key",
                "{\"key\": \"u1\", \"cost\": 0}|cost",
                "{\"key\": \"u1\", \"cost\": -1}|cost",
                "{\"key\": \"u1\", \"cost\": 6}|cost",
                "{\"key\": \"u1\", \"cost\": 1.5}|cost",
                "{\"key\": \"u1\", \"cost\": 99999999999}|cost"
            })
    void aCheckThatMakesNoSenseIsRefusedWithItsField(String body, String field) {
        as(ServiceUnderTest.SERVICE)
                .body(body)
                .post("/api/rate-limits/login/check")
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|kind",
                "{\"kind\": \"free\"}|kind",
                "{\"kind\": \"limit\"}|limit",
                "{\"kind\": \"limit\", \"limit\": 0}|limit",
                "{\"kind\": \"blocked\", \"limit\": 5}|limit",
                "{\"kind\": \"blocked\", \"expiresAt\": \"2020-01-01T00:00:00Z\"}|expiresAt",
                "{\"kind\": \"blocked\", \"note\": \"a\\u0000b\"}|note"
            })
    void anOverrideThatMakesNoSenseIsRefusedWithItsField(String body, String field) {
        as(ServiceUnderTest.OPERATOR)
                .body(body)
                .put("/api/admin/rate-limits/login/overrides/" + Api.newId())
                .then()
                .statusCode(400)
                .body("field", equalTo(field));
    }

    @Test
    void anUnknownPolicyIsNotThere() {
        as(ServiceUnderTest.SERVICE)
                .body(Map.of("key", "u1"))
                .post("/api/rate-limits/nothing/check")
                .then()
                .statusCode(404)
                .body("error", notNullValue());
    }

    @Test
    void aForgedCursorIsRefused() {
        as(ServiceUnderTest.OPERATOR)
                .get("/api/admin/rate-limits/login/overrides?cursor=AAAA")
                .then()
                .statusCode(400)
                .body("field", equalTo("cursor"));
    }

    @Test
    void thePoliciesAreListed() {
        as(ServiceUnderTest.SERVICE)
                .get("/api/rate-limits")
                .then()
                .statusCode(200)
                .body("items.name", hasItem("notification"))
                .body("items.find {it.name == 'slow'}.algorithm", equalTo("sliding-window"))
                .body("items.find {it.name == 'login'}.key", equalTo("client"))
                .body("items.find {it.name == 'tried'}.candidateLimit", equalTo(4));
    }
}
