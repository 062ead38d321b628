package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PostgresProbe;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * However many viewers have to be backfilled after an outage, and however often Redis stalls meanwhile, the progress is
 * kept and the Redis route opens. {@code -Dfootfall.viewers=1000000} sets the number of viewers.
 */
class BackfillDuringRedisStallsIT {

    private static final int VIEWERS = Integer.getInteger("footfall.viewers", 100_000);
    private static final Duration LONGEST = Duration.ofSeconds(180);
    private static final Duration STALL = Duration.ofSeconds(3);
    private static final int EACH_MILLIS = 10_000;

    @Test
    void redisThatForgotIsBroughtInLine() {
        try (PostgresProcess postgres = new PostgresProcess().start();
                Scenario scenario = new Scenario(RedisProcess.withoutMemory(), postgres).start(2)) {
            PostgresProbe database = scenario.database();
            long era = database.query("select era from view_path");
            scenario.toRedis.begin(TcpProxy.Fault.CUT);
            database.run("""
                    insert into view_dedup (window_label, item, viewer, partition, held_until, handed_back)
                    select 'outage', 's:t' || n %% 1000, n, n %% 64, now() + interval '1 hour', n %% 2 = 0
                    from generate_series(1, %d) n
                    """.formatted(VIEWERS));
            database.run("update view_path set database_open = true");
            scenario.redis.kill();
            scenario.redis.start();
            ScheduledExecutorService stalls = Executors.newSingleThreadScheduledExecutor();
            long start = System.nanoTime();
            try {
                scenario.toRedis.heal();
                stalls.scheduleAtFixedRate(
                        () -> scenario.redis.stopFor(STALL), 500, EACH_MILLIS, TimeUnit.MILLISECONDS);
                Awaitility.await()
                        .atMost(LONGEST)
                        .until(() -> !database.truth("select database_open from view_path")
                                && database.query("select count(*) from view_dedup where not handed_back") == 0);
            } finally {
                stalls.shutdownNow();
                scenario.redis.resume();
            }
            System.out.printf(
                    "stalls while handing back: %d viewers in %d s%n",
                    VIEWERS, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
            assertThat(database.query("select era from view_path"))
                    .as("begun once")
                    .isEqualTo(era + 2);
        }
    }
}
