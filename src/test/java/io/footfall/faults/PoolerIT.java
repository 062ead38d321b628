package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
import io.footfall.support.PackagedService;
import io.footfall.support.ParallelTasks;
import io.footfall.support.PoolerProcess;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Two services behind PgBouncer in transaction mode. PgBouncer has only a quarter of the connections that the services
 * open.
 */
class PoolerIT {

    private static final int CONNECTIONS = 8;
    private static final int VIEWS_PER_SECOND = 500;

    private static PostgresProcess postgres;
    private static PoolerProcess pooler;
    private static Scenario scenario;

    @BeforeAll
    static void start() {
        PoolerProcess.require();
        postgres = new PostgresProcess().start();
        pooler = new PoolerProcess().start(postgres, CONNECTIONS);
        scenario = new Scenario(RedisProcess.appendOnly(), postgres, pooler.port());
        scenario.database().run("alter role postgres set statement_timeout = '5s'");
        // The test does not measure speed. On a busy machine, the pooler is slow to assign connections.
        scenario.set("DATABASE_POOLER", "true").withPatienceForPostgres().start(2);
    }

    @AfterAll
    static void end() {
        if (scenario != null) {
            scenario.close();
            pooler.close();
            postgres.close();
        }
    }

    @Test
    void everyViewIsCountedOnceAlsoWhileRedisIsAway() {
        PacedLoad load = scenario.load(VIEWS_PER_SECOND);
        scenario.untilFrom("redis", VIEWS_PER_SECOND);

        scenario.services.forEach(scenario::sync);
        scenario.redis.stop();
        scenario.untilFrom("database", VIEWS_PER_SECOND);
        scenario.redis.resume();
        scenario.untilFrom("redis", VIEWS_PER_SECOND);

        scenario.finish("behind a pooler").conserved();
        assertThat(load.failures()).isEmpty();
        assertThat(scenario.database()
                        .query("select count(*) from pg_stat_activity where application_name like 'footfall%'"))
                .isBetween(1L, (long) CONNECTIONS);
    }

    /** Many requests at once, so that the statements of one session run on all connections of the pooler. */
    @Test
    void everythingElseWorksToo() {
        ParallelTasks.forEach(IntStream.range(0, 100).boxed().toList(), i -> {
            PackagedService service = scenario.services.get(i % scenario.services.size());
            String story = "pooled-" + i;
            done(() -> {
                service.put(
                        "/api/stories/" + story,
                        new JsonObject().put("title", "A story").put("authorId", "author-" + i));
                service.put("/api/stories/" + story + "/like?userId=u" + i, new JsonObject());
                service.put("/api/flags/flag-" + i, new JsonObject().put("enabled", true));
                service.put("/api/settings", new JsonObject().put("pooled-" + i, i));
                return null;
            });
            assertThat(read(service, "/api/stories/" + story).getLong("likeCount"))
                    .isEqualTo(1);
            assertThat(read(service, "/api/stories/" + story + "/stats").getLong("views"))
                    .isZero();
            assertThat(read(service, "/api/authors/author-" + i + "/dashboard").getJsonArray("series"))
                    .hasSize(30);
        });
        assertThat(scenario.brokenSteps()).isEmpty();
    }

    private static JsonObject read(PackagedService service, String path) {
        return new JsonObject(done(() -> service.readAsService(path)));
    }

    private static <T> T done(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
