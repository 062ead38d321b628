package io.footfall.capability.jobs;

import static io.footfall.support.Api.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.footfall.support.Api;
import io.footfall.support.LowLimitsProfile;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Job queues by HTTP, and workers inside the service, on a real Redis. */
@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
@TestProfile(LowLimitsProfile.class)
class JobsTest {

    @Inject
    JobWorkers workers;

    @Inject
    JobQueues queues;

    @Inject
    JobWaiters waiters;

    private String queue;

    @BeforeEach
    void newQueue() {
        queue = Api.newId();
    }

    private ValidatableResponse post(String path, Object body) {
        return as(ServiceUnderTest.SERVICE)
                .body(body)
                .post("/api/jobs/" + queue + path)
                .then();
    }

    /** Retries on 503: a small machine may not respond in time to a hundred requests at once. */
    private ValidatableResponse inTheEnd(String path, Object body) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollDelay(Duration.ZERO)
                .until(() -> post(path, body), answer -> answer.extract().statusCode() != 503);
    }

    private String enqueue(Map<String, Object> job) {
        return post("", job).statusCode(201).extract().path("id");
    }

    private List<Map<String, Object>> claim(Map<String, Object> claim) {
        return post("/claim", claim).statusCode(200).extract().jsonPath().getList("items");
    }

    private Map<String, Object> claimOne() {
        return claim(Map.of("visibilitySeconds", 60)).get(0);
    }

    private JsonPath counts() {
        return as(ServiceUnderTest.SERVICE)
                .get("/api/jobs/" + queue)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private void assertCounts(int ready, int delayed, int claimed, int dead) {
        JsonPath counts = counts();
        assertThat(List.of(
                        counts.getInt("ready"),
                        counts.getInt("delayed"),
                        counts.getInt("claimed"),
                        counts.getInt("dead")))
                .containsExactly(ready, delayed, claimed, dead);
    }

    private static Map<String, Object> holder(Map<String, Object> job) {
        return Map.of("token", job.get("token"));
    }

    @Test
    void aJobIsEnqueuedClaimedAndCompleted() {
        String id = enqueue(Map.of("payload", Map.of("to", "u1", "numbers", List.of(1, 2.50))));
        assertCounts(1, 0, 0, 0);

        Map<String, Object> job = claimOne();

        assertThat(job.get("id")).isEqualTo(id);
        assertThat(job.get("payload")).isEqualTo(Map.of("to", "u1", "numbers", List.of(1, 2.5f)));
        assertThat(job.get("attempt")).isEqualTo(1);
        assertThat(Instant.parse((String) job.get("visibleUntil"))).isAfter(Instant.now());
        assertCounts(0, 0, 1, 0);
        post("/" + id + "/complete", holder(job)).statusCode(204);
        assertCounts(0, 0, 0, 0);
        post("/" + id + "/complete", holder(job)).statusCode(204);
        post("/" + id + "/complete", Map.of("token", "other")).statusCode(409);
    }

    @ParameterizedTest
    @CsvSource({
        "'', {\"payload\": 1}",
        "/claim, {\"visibilitySeconds\": 1}",
        "/x/complete, {}",
        "/x/fail, {}",
        "/x/extend, {\"visibilitySeconds\": 1}"
    })
    void nobodyElseWorksOnQueuesOfFootfallItself(String path, String body) {
        as(ServiceUnderTest.SERVICE)
                .body(body)
                .post("/api/jobs/footfall-notifications" + path)
                .then()
                .statusCode(400)
                .body("field", equalTo("queue"));
        as(ServiceUnderTest.SERVICE)
                .get("/api/jobs/footfall-notifications")
                .then()
                .statusCode(200);
    }

    @Test
    void aJobIsKeptLonger() {
        String id = enqueue(Map.of("payload", 1));
        Map<String, Object> job = claim(Map.of("visibilitySeconds", 1)).get(0);

        String until = post("/" + id + "/extend", Map.of("token", job.get("token"), "visibilitySeconds", 60))
                .statusCode(200)
                .extract()
                .path("visibleUntil");

        assertThat(Instant.parse(until)).isAfter(Instant.now().plusSeconds(50));
        Awaitility.await().until(() -> Instant.now().isAfter(Instant.parse((String) job.get("visibleUntil"))));
        assertThat(claim(Map.of())).isEmpty();
    }

    @Test
    void numbersStayAsExactAsTheyWereSent() {
        as(ServiceUnderTest.SERVICE)
                .body("{\"payload\": {\"price\": 12345678901234567.89, \"one\": 1.0, \"huge\": 1e400}}")
                .post("/api/jobs/" + queue)
                .then()
                .statusCode(201);

        String claimed = post("/claim", "").extract().asString();

        assertThat(claimed)
                .contains("12345678901234567.89")
                .contains("\"one\":1.0")
                .contains("\"huge\":1e400");
    }

    @Test
    void whoIsLateWithTheLastTryMayStillComplete() {
        String id = enqueue(Map.of("payload", 1, "maxTries", 1));
        Map<String, Object> job = claim(Map.of("visibilitySeconds", 1)).get(0);
        Awaitility.await().until(() -> counts().getInt("dead") == 1);

        post("/" + id + "/complete", holder(job)).statusCode(204);

        assertCounts(0, 0, 0, 0);
    }

    @Test
    void jobsThatNobodyIsThereForAreGivenBack() {
        String id = enqueue(Map.of("payload", 1));

        List<Job> jobs = waiters.claim(queue, new ClaimRequest(1, Duration.ofSeconds(60)), Duration.ZERO, () -> true)
                .await()
                .atMost(Duration.ofSeconds(5));

        assertThat(jobs).isEmpty();
        assertThat(claimOne()).containsEntry("id", id).containsEntry("attempt", 1);
    }

    @Test
    void deadJobsOfOneMomentAreListedOnceEach() {
        IntStream.range(0, 100).forEach(i -> enqueue(Map.of("payload", i, "maxTries", 1)));
        assertThat(claim(Map.of("max", 100, "visibilitySeconds", 1))).hasSize(100);
        Awaitility.await().until(() -> counts().getInt("dead") == 100);

        List<Integer> payloads = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = dead("?limit=7" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            payloads.addAll(page.getList("items.payload", Integer.class));
            cursor = page.getString("nextCursor");
        }
        assertThat(payloads).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void anIdIsEnqueuedOnce() {
        Map<String, Object> job = Map.of("id", "mail-1", "payload", 1);
        enqueue(job);

        post("", job).statusCode(200).body("state", equalTo("ready"));
        Map<String, Object> claimed = claimOne();
        post("", job).statusCode(200).body("state", equalTo("claimed"));
        post("/mail-1/complete", holder(claimed)).statusCode(204);
        post("", job).statusCode(200).body("state", equalTo("completed"));
        post("/mail-1/complete", holder(claimed)).statusCode(204);

        assertCounts(0, 0, 0, 0);
        as(ServiceUnderTest.SERVICE)
                .get("/api/jobs/" + queue + "/mail-1")
                .then()
                .body("state", equalTo("completed"));
    }

    @Test
    void aHigherPriorityGoesFirstAndThenWhoeverCameFirst() {
        for (String job : List.of("low-1", "usual-1", "high-1", "low-2", "usual-2", "high-2")) {
            int priority = job.startsWith("low") ? 0 : job.startsWith("high") ? 9 : 5;
            enqueue(Map.of("id", job, "payload", 1, "priority", priority));
        }

        assertThat(claim(Map.of("max", 10)))
                .extracting(job -> job.get("id"))
                .containsExactly("high-1", "high-2", "usual-1", "usual-2", "low-1", "low-2");
    }

    @Test
    void aJobWhoseWorkerDiedComesBack() {
        String id = enqueue(Map.of("payload", 1));
        Map<String, Object> first = claim(Map.of("visibilitySeconds", 1)).get(0);

        Map<String, Object> second = Awaitility.await()
                .until(() -> claim(Map.of("visibilitySeconds", 60)), jobs -> !jobs.isEmpty())
                .get(0);

        assertThat(second.get("attempt")).isEqualTo(2);
        post("/" + id + "/complete", holder(first)).statusCode(409);
        post("/" + id + "/extend", Map.of("token", first.get("token"), "visibilitySeconds", 5))
                .statusCode(409);
        post("/" + id + "/fail", holder(first)).statusCode(409);
        post("/" + id + "/complete", holder(second)).statusCode(204);
    }

    @Test
    void whoIsLateMayStillCompleteAJobThatNobodyElseHas() {
        String id = enqueue(Map.of("payload", 1));
        Map<String, Object> job = claim(Map.of("visibilitySeconds", 1)).get(0);
        Awaitility.await().until(() -> counts().getInt("ready") == 1);

        post("/" + id + "/complete", holder(job)).statusCode(204);

        assertThat(claim(Map.of())).isEmpty();
    }

    @Test
    void aJobWhoseWorkerNeverAnswersDiesAfterItsLastTry() {
        String id = enqueue(Map.of("payload", 1, "maxTries", 2));
        for (int attempt = 1; attempt <= 2; attempt++) {
            Awaitility.await().until(() -> claim(Map.of("visibilitySeconds", 1)), jobs -> !jobs.isEmpty());
        }

        Awaitility.await().until(() -> counts().getInt("dead") == 1);

        assertThat(dead("").getString("items[0].id")).isEqualTo(id);
        assertThat(dead("").getString("items[0].error")).contains("in time");
    }

    private JsonPath dead(String query) {
        return as(ServiceUnderTest.SERVICE)
                .get("/api/jobs/" + queue + "/dead" + query)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    @Test
    void aPoisonedJobEndsAmongTheDeadAfterAsManyTriesAsWereSaid() {
        String id = enqueue(Map.of("payload", Map.of("poison", true), "maxTries", 3));
        int claims = 0;
        String state = "";
        while (!state.equals("dead")) {
            Map<String, Object> job = Awaitility.await()
                    .until(() -> claim(Map.of()), jobs -> !jobs.isEmpty())
                    .get(0);
            claims++;
            state = post("/" + id + "/fail", Map.of("error", "broken", "retryAfterSeconds", 0))
                    .statusCode(200)
                    .extract()
                    .path("state");
            assertThat(job.get("attempt")).isEqualTo(claims);
        }

        assertThat(claims).isEqualTo(3);
        assertCounts(0, 0, 0, 1);
        assertThat(dead("").getInt("items[0].tries")).isEqualTo(3);
        assertThat(dead("").getString("items[0].error")).isEqualTo("broken");
        assertThat(dead("").getBoolean("items[0].payload.poison")).isTrue();

        post("/dead/" + id + "/retry", "").statusCode(204);
        assertThat(claimOne().get("attempt")).isEqualTo(1);
        post("/dead/" + id + "/retry", "").statusCode(404);
    }

    @Test
    void pausesBetweenTriesGrow() {
        String id = enqueue(Map.of("payload", 1, "backoffSeconds", 100));
        Instant before = Instant.now();
        claimOne();
        post("/" + id + "/fail", Map.of("error", "busy")).body("state", equalTo("delayed"));

        assertCounts(0, 1, 0, 0);
        double first = pause(id, before);
        assertThat(first).isBetween(50.0, 101.0);
        as(ServiceUnderTest.SERVICE)
                .get("/api/jobs/" + queue + "/" + id)
                .then()
                .body("state", equalTo("delayed"))
                .body("error", equalTo("busy"))
                .body("tries", equalTo(1));
    }

    private double pause(String id, Instant since) {
        double due = Double.parseDouble(RedisProbe.ofSuite()
                .send(Command.ZSCORE, "ff:{q:" + queue + "}:delayed", id)
                .toString());
        return (due - since.toEpochMilli()) / 1_000;
    }

    @Test
    void deadJobsAreListedInPagesAndPurged() {
        for (int i = 0; i < 5; i++) {
            String id = enqueue(Map.of("payload", i, "maxTries", 1));
            claimOne();
            post("/" + id + "/fail", Map.of()).body("state", equalTo("dead"));
        }

        List<Integer> payloads = new ArrayList<>();
        String cursor = null;
        do {
            JsonPath page = dead("?limit=2" + (cursor == null ? "" : "&cursor=" + cursor));
            payloads.addAll(page.getList("items.payload", Integer.class));
            cursor = page.getString("nextCursor");
        } while (cursor != null);
        assertThat(payloads).containsExactlyInAnyOrder(0, 1, 2, 3, 4);

        String one = dead("").getString("items[0].id");
        as(ServiceUnderTest.SERVICE)
                .delete("/api/jobs/" + queue + "/dead/" + one)
                .then()
                .statusCode(204);
        as(ServiceUnderTest.SERVICE)
                .delete("/api/jobs/" + queue + "/dead")
                .then()
                .statusCode(200)
                .body("purged", equalTo(4));
        assertCounts(0, 0, 0, 0);
    }

    @Test
    void aClaimWaitsForAJobAndGetsItAtOnce() throws Exception {
        CompletableFuture<List<Map<String, Object>>> waiting = CompletableFuture.supplyAsync(() ->
                post("/claim?wait=30", "").statusCode(200).extract().jsonPath().getList("items"));
        String id = enqueue(Map.of("payload", 1));

        assertThat(waiting.get(5, TimeUnit.SECONDS))
                .extracting(job -> job.get("id"))
                .containsExactly(id);
    }

    @Test
    void aClaimWaitsForAJobWhoseTimeComes() throws Exception {
        enqueue(Map.of("payload", 1, "runAt", Instant.now().plusMillis(700).toString()));
        assertCounts(0, 1, 0, 0);

        List<Map<String, Object>> jobs =
                post("/claim?wait=30", "").statusCode(200).extract().jsonPath().getList("items");

        assertThat(jobs).hasSize(1);
    }

    @Test
    void aClaimThatWaitsInVainGetsNothing() {
        post("/claim?wait=1", "").statusCode(200).body("items.size()", equalTo(0));
    }

    @Test
    void manyClaimsWaitWithoutKeepingOthersFromRedis() throws Exception {
        int many = 100;
        ExecutorService threads = Executors.newFixedThreadPool(many);
        try {
            List<CompletableFuture<Integer>> waiting = IntStream.range(0, many)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> inTheEnd("/claim?wait=30", "")
                                    .extract()
                                    .jsonPath()
                                    .getList("items")
                                    .size(),
                            threads))
                    .toList();
            for (int i = 0; i < many; i++) {
                inTheEnd("", Map.of("payload", i)).statusCode(201);
            }

            for (CompletableFuture<Integer> answer : waiting) {
                assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aQueueHoldsOnlySoMany() {
        IntStream.range(0, LowLimitsProfile.JOBS).forEach(i -> enqueue(Map.of("payload", i)));

        post("", Map.of("payload", 1))
                .statusCode(503)
                .contentType("application/problem+json")
                .header("Retry-After", notNullValue());
    }

    @Test
    void workersInsideTheServiceDoJobsAndTryAgainWhatFails() {
        Set<String> done = ConcurrentHashMap.newKeySet();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger mostAtOnce = new AtomicInteger();
        try (JobWorker worker = workers.start(queue, 4, Duration.ofSeconds(5), job -> {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            return Uni.createFrom()
                    .voidItem()
                    .onItem()
                    .delayIt()
                    .by(Duration.ofMillis(5))
                    .invoke(() -> {
                        atOnce.decrementAndGet();
                        if (job.attempt() == 1 && job.payload().endsWith("7")) {
                            throw new IllegalStateException("once");
                        }
                        done.add(job.payload());
                    });
        })) {
            IntStream.range(0, 100).forEach(i -> queues.enqueue(
                            queue, new NewJob(Optional.empty(), "" + i, 5, Optional.empty(), 3, Duration.ZERO))
                    .await()
                    .atMost(Duration.ofSeconds(5)));

            Awaitility.await().until(() -> done.size() == 100);
            assertThat(mostAtOnce.get()).isBetween(2, 4);
            assertThat(worker.running()).isLessThanOrEqualTo(4);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|{}|payload",
                "|{\"payload\": 1, \"id\": \"a b\"}|id",
                "|{\"payload\": 1, \"priority\": 10}|priority",
                "|{\"payload\": 1, \"priority\": \"high\"}|priority",
                "|{\"payload\": 1, \"maxTries\": 0}|maxTries",
                "|{\"payload\": 1, \"backoffSeconds\": -1}|backoffSeconds",
                "|{\"payload\": 1, \"runAt\": \"tomorrow\"}|runAt",
                "|{\"payload\": 1, \"runAt\": \"2999-01-01T00:00:00Z\"}|runAt",
                "|{\"payload\": 1, \"id\": \"dead\"}|id",
                "/claim|{\"max\": 101}|max",
                "/claim|{\"visibilitySeconds\": 0}|visibilitySeconds",
                "/claim?wait=61|{}|wait",
                "/claim?wait=soon|{}|wait",
                "/a.b/complete|{}|id",
                "/j1/extend|{}|visibilitySeconds",
                "/j1/fail|{\"retryAfterSeconds\": 3601}|retryAfterSeconds"
            })
    void whatMakesNoSenseIsRefusedWithItsField(String path, String body, String field) {
        post(path == null ? "" : path, body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("field", equalTo(field));
        assertCounts(0, 0, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, ''",
        "POST, /claim",
        "POST, /j1/complete",
        "POST, /j1/fail",
        "POST, /j1/extend",
        "GET, ''",
        "GET, /j1",
        "GET, /dead",
        "POST, /dead/j1/retry",
        "DELETE, /dead/j1",
        "DELETE, /dead"
    })
    void onlyServicesUseQueues(String method, String path) {
        RequestSpecification anonymous = given().contentType(ContentType.JSON).body("{\"payload\": 1}");
        RequestSpecification reader = as(ServiceUnderTest.reader("u1")).body("{\"payload\": 1}");

        anonymous.request(method, "/api/jobs/" + queue + path).then().statusCode(401);
        reader.request(method, "/api/jobs/" + queue + path).then().statusCode(403);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        post("/j1/complete", "").statusCode(404);
        post("/j1/fail", "").statusCode(404);
        post("/j1/extend", Map.of("visibilitySeconds", 5)).statusCode(404);
        as(ServiceUnderTest.SERVICE).get("/api/jobs/" + queue + "/j1").then().statusCode(404);
        as(ServiceUnderTest.SERVICE)
                .delete("/api/jobs/" + queue + "/dead/j1")
                .then()
                .statusCode(404);
    }
}
