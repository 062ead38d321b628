package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProbe;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.ViewLoad;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.SAME_THREAD)
class KilledServiceIT {

    private static final int VIEWS = 10_000;
    private static final int STORIES = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String run = "k" + UUID.randomUUID().toString().substring(0, 8);

    /** Half of the views are first views: each pair of a story and a viewer occurs twice, far apart. */
    private ViewLoad.View view(int index) {
        int pair = index % (VIEWS / 2);
        return new ViewLoad.View(run + "-s" + pair % STORIES, run + "-u" + pair / STORIES);
    }

    @Test
    void whatWasAnsweredIsWhatPostgresHoldsThoughTheServiceWasKilledTwice() throws Exception {
        try (PostgresProcess postgres = new PostgresProcess().start();
                RedisProcess redis = RedisProcess.appendOnly().start();
                PackagedService service =
                        new PackagedService(Map.of("REDIS_URL", redis.url(), "DATABASE_URL", postgres.url())).start();
                ViewLoad load = new ViewLoad(service.port(), VIEWS, this::view);
                Syncs syncs = new Syncs(service)) {
            PostgresProbe database = new PostgresProbe(postgres.url());
            database.run("insert into stories (id, title, author_id) select '" + run
                    + "-s' || n, 'Story', 'ada' from generate_series(0, " + (STORIES - 1) + ") n");
            CompletableFuture<Void> done = load.start();

            killAt(service, load, VIEWS / 4);
            killAt(service, load, VIEWS * 3 / 4);
            done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            syncs.stop();
            syncUntilNothingIsLeft(service);

            long stored = database.query("select sum(read_count)::bigint from stories where id like '" + run + "-s%'");
            System.out.printf(
                    "killed twice: answered=%d first=%d unclear=%d stored=%d%n",
                    load.answered(), load.firstViews(), load.unclear(), stored);
            assertThat(load.answered()).isEqualTo(VIEWS);
            assertThat(stored).isEqualTo(VIEWS / 2);
            assertThat(load.firstViews()).isBetween(stored - load.unclear(), stored);
        }
    }

    @Test
    void replicasAreKilledWhileBothSyncAndRedisIsAway() {
        try (PostgresProcess postgres = new PostgresProcess().start();
                Scenario scenario = new Scenario(RedisProcess.appendOnly(), postgres).start(2)) {
            PacedLoad load = scenario.load();
            scenario.untilWarm();
            CompletableFuture<Void> syncs =
                    scenario.syncEverywhereUntil(() -> load.answered() > 6L * Scenario.VIEWS_PER_SECOND);

            scenario.untilAllCountThroughRedis();
            scenario.services.get(0).kill();
            scenario.untilAnswered(Scenario.VIEWS_PER_SECOND / 2);
            scenario.startAgain(0);
            scenario.untilAnswered(Scenario.VIEWS_PER_SECOND);
            scenario.redis.stop();
            scenario.untilFrom("database", Scenario.VIEWS_PER_SECOND / 2);
            scenario.services.get(1).kill();
            scenario.untilAnswered(Scenario.VIEWS_PER_SECOND / 2);
            scenario.redis.resume();
            scenario.startAgain(1);
            scenario.untilFrom("redis", Scenario.VIEWS_PER_SECOND);
            syncs.join();

            scenario.finish("two replicas killed while both sync and redis stops")
                    .conserved();
        }
    }

    private static void killAt(PackagedService service, ViewLoad load, long answered) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> load.answered() >= answered);
        service.kill();
        service.start();
    }

    private static void syncUntilNothingIsLeft(PackagedService service) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> sync(service).contains("\"storyViewsAdded\":0,\"chapterViewsAdded\":0")
                        && !sync(service).contains("already running"));
    }

    private static String sync(PackagedService service) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(service.uri("/api/cron/sync-views"))
                .header("Authorization", ServiceUnderTest.CRON)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Runs syncs one after the other, so that a kill hits a sync at a random step. */
    private static final class Syncs implements AutoCloseable {

        /** The pause between syncs. Without it, syncs would leave no processor time to the views. */
        private static final int PAUSE_MILLIS = 50;

        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private final Future<?> running;

        Syncs(PackagedService service) {
            running = thread.scheduleWithFixedDelay(() -> trySync(service), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }

        private static void trySync(PackagedService service) {
            try {
                sync(service);
            } catch (IOException e) {
                // The service was killed. The next sync retries.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void stop() {
            running.cancel(false);
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }
}
