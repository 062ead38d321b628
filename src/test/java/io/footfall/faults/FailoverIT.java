package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A master of Redis is killed under a steady load of views, and another server takes over. Views that were not
 * replicated to it are lost, and reported as lost.
 */
@EnabledIfSystemProperty(
        named = "footfall.cluster",
        matches = "true",
        disabledReason = "takes two minutes: mvn verify -Pcluster")
@Execution(ExecutionMode.SAME_THREAD)
class FailoverIT {

    private static final int SOME = Scenario.VIEWS_PER_SECOND / 2;

    private static PostgresProcess postgres;

    @BeforeAll
    static void start() {
        postgres = new PostgresProcess().start();
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void aMasterOfAClusterIsKilledAndStartedAgain() {
        try (Scenario scenario = new Scenario(RedisProcess.cluster(), postgres)
                .withPatienceForPostgres()
                .start(2)) {
            PacedLoad load = scenario.load();
            scenario.untilWarm();

            scenario.redis.kill();
            scenario.untilFrom("database", SOME);
            scenario.redis.start();
            scenario.untilFrom("redis", SOME);

            Scenario.Result result =
                    scenario.finish("a cluster's master was killed").conserved();
            assertThat(result.lost()).isZero();
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void aReplicaOfAClusterTakesOver() {
        try (Scenario scenario = new Scenario(RedisProcess.clusterWithReplicas(), postgres)
                .withPatienceForPostgres()
                .start(2)) {
            comesBack(scenario, "a cluster's replica took over");
        }
    }

    /** The first change of roles happens without load, so that no failing call reveals it. */
    @Test
    void mastersOfAClusterAndTheirReplicasChangePlaces() {
        try (Scenario scenario = new Scenario(RedisProcess.clusterWithReplicas(), postgres)
                .withPatienceForPostgres()
                .start(2)) {
            long before = mastersKnown(scenario);
            scenario.redis.changePlaces();
            scenario.until("it is noticed", () -> mastersKnown(scenario) != before);

            PacedLoad load = scenario.load();
            scenario.untilWarm();
            scenario.redis.changePlaces();
            scenario.untilFrom("redis", 2 * SOME);

            Scenario.Result result =
                    scenario.finish("a cluster's masters changed places").conserved();
            assertThat(result.lost()).isZero();
            assertThat(load.failures()).isEmpty();
        }
    }

    /** Returns a hash of the names of the Redis masters with which the stores were reconciled last. */
    private static long mastersKnown(Scenario scenario) {
        return scenario.database().query("select hashtext(redis_run_id)::bigint from view_path");
    }

    @Test
    void sentinelsNameAnotherMaster() {
        try (Scenario scenario = new Scenario(RedisProcess.withSentinels(), postgres)
                .withPatienceForPostgres()
                .start(2)) {
            comesBack(scenario, "sentinels named another master");
        }
    }

    /**
     * Also checks a counter, whose value only Redis changes: after the failover, it is at least the value that was
     * saved in Postgres.
     */
    private static void comesBack(Scenario scenario, String name) {
        PacedLoad load = scenario.load();
        scenario.untilWarm();
        long saved = scenario.increment("failover").getLong("value");
        scenario.sync(scenario.services.get(0));
        scenario.untilFrom("redis", SOME);

        scenario.redis.kill();
        scenario.untilFrom("database", SOME);
        scenario.untilFrom("redis", SOME);
        scenario.redis.start();
        scenario.redis.untilReplaced();
        scenario.untilFrom("redis", SOME);

        Scenario.Result result = scenario.finish(name).conserved();
        assertThat(result.lost()).as("what the other had not heard of").isLessThan(Scenario.VIEWS_PER_SECOND);
        assertThat(load.failures()).isEmpty();
        JsonObject more = scenario.increment("failover");
        assertThat(more.getLong("value")).isEqualTo(saved + 1);
    }
}
