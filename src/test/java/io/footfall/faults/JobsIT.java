package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.Folders;
import io.footfall.support.JobWorkerProcess;
import io.footfall.support.PackagedService;
import io.footfall.support.RedisProcess;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.footfall.support.TcpProxy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A job queue of a packaged service. Workers are killed, and the connections to Redis are cut.
 * {@code -Dfootfall.jobs=100000} sets the number of jobs.
 */
@ResourceLock(SharedStores.OF_SUITE)
class JobsIT {

    private static final int JOBS = Integer.getInteger("footfall.jobs", 2_000);
    private static final int WORKERS = 4;
    private static final int KILLS = 5;
    private static final int CONNECTIONS = 64;
    private static final int CREATED = 201;
    private static final int OK = 200;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient(
            new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setMaxWaitQueueSize(-1));
    private final Path folder = Folders.temporary("jobs");
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private RedisProcess redis;
    private TcpProxy toRedis;
    private PackagedService service;

    @BeforeEach
    void start() {
        redis = RedisProcess.appendOnly().start();
        toRedis = redis.proxy();
        Map<String, String> settings = new HashMap<>(redis.settings(toRedis));
        settings.put("DATABASE_URL", SharedStores.postgres());
        service = new PackagedService(settings).start();
    }

    @AfterEach
    void stop() {
        service.close();
        toRedis.close();
        redis.close();
        vertx.close();
        Folders.delete(folder);
    }

    @Test
    void everyJobIsDoneThoughWorkersAreKilledAndConnectionsAreCut() {
        Random random = new Random(23);
        List<JobWorkerProcess> workers = new ArrayList<>();
        Set<String> ofKilled = new HashSet<>();
        List<String> done = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < CONNECTIONS; i++) {
            enqueueNext();
        }
        for (int i = 0; i < WORKERS; i++) {
            workers.add(new JobWorkerProcess(queue(), folder));
        }

        for (int kill = 1; kill <= KILLS; kill++) {
            int goal = kill * JOBS / (KILLS + 2);
            until(() -> doneBy(workers).size() + done.size() >= goal);
            JobWorkerProcess victim = workers.remove(random.nextInt(workers.size()));
            victim.kill();
            ofKilled.addAll(victim.done());
            done.addAll(victim.done());
            workers.add(new JobWorkerProcess(queue(), folder));
            if (kill % 2 == 0) {
                toRedis.begin(TcpProxy.Fault.CUT);
                until(this::redisIsMissed);
                toRedis.heal();
            }
        }
        until(() -> answered.get() == JOBS);
        until(() -> counts().equals(List.of(0, 0, 0, 0)));
        double seconds = (System.nanoTime() - start) / 1e9;
        workers.forEach(JobWorkerProcess::kill);
        done.addAll(doneBy(workers));

        Map<String, Integer> times = new HashMap<>();
        done.forEach(id -> times.merge(id, 1, Integer::sum));
        Set<String> twice = new HashSet<>();
        times.forEach((id, count) -> {
            if (count > 1) {
                twice.add(id);
            }
        });
        System.out.printf(
                "jobs: %d done in %.0f s, %d workers killed, %d done more than once%n",
                times.size(), seconds, KILLS, twice.size());
        assertThat(times).hasSize(JOBS);
        assertThat(ofKilled)
                .as("jobs that were done twice were a killed worker's")
                .containsAll(twice);
    }

    private boolean redisIsMissed() throws Exception {
        return service.get("/api/health/redis").body().contains("\"status\":\"down\"");
    }

    private static List<String> doneBy(List<JobWorkerProcess> workers) {
        return workers.stream().flatMap(worker -> worker.done().stream()).toList();
    }

    private void until(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }

    private String queue() {
        return service.uri("/api/jobs/mails").toString();
    }

    /**
     * Enqueues the next job, and another one after each reply. Without a reply, the job is sent again under the same
     * id.
     */
    private void enqueueNext() {
        int number = sent.getAndIncrement();
        if (number < JOBS) {
            enqueue(new JsonObject()
                    .put("id", "job-" + number)
                    .put("payload", number)
                    .put("maxTries", 100));
        }
    }

    private void enqueue(JsonObject job) {
        post("", job).onComplete(answer -> {
            if (answer.succeeded() && (answer.result() == CREATED || answer.result() == OK)) {
                answered.incrementAndGet();
                enqueueNext();
            } else {
                vertx.setTimer(20, again -> enqueue(job));
            }
        });
    }

    private Future<Integer> post(String path, JsonObject body) {
        return http.request(HttpMethod.POST, service.port(), "127.0.0.1", "/api/jobs/mails" + path)
                .compose(request -> request.putHeader("Authorization", ServiceUnderTest.SERVICE)
                        .putHeader("Content-Type", "application/json")
                        .send(body.encode())
                        .compose(response -> response.body().map(ignored -> response.statusCode())));
    }

    private List<Integer> counts() throws Exception {
        JsonObject counts = new JsonObject(service.readAsService("/api/jobs/mails"));
        return List.of(
                counts.getInteger("ready", -1),
                counts.getInteger("delayed", -1),
                counts.getInteger("claimed", -1),
                counts.getInteger("dead", -1));
    }
}
