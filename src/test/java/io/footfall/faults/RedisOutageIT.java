package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PacedLoad;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Redis becomes unavailable and comes back, in all ways in which servers and networks fail, under a steady load of
 * views.
 */
@Execution(ExecutionMode.SAME_THREAD)
class RedisOutageIT {

    private static final int SOME = Scenario.VIEWS_PER_SECOND / 2;

    private static PostgresProcess postgres;
    private static Scenario scenario;

    @BeforeAll
    static void start() {
        postgres = new PostgresProcess().start();
        scenario = new Scenario(RedisProcess.appendOnly(), postgres)
                .withPatienceForPostgres()
                .start(1);
    }

    @AfterAll
    static void end() {
        scenario.close();
        postgres.close();
    }

    @Test
    void redisIsKilledAndStartedAgain() {
        outage("redis killed", scenario.redis::kill, scenario.redis::start);
    }

    @Test
    void redisIsStoppedAndGoesOn() {
        outage("redis stopped", scenario.redis::stop, scenario.redis::resume);
    }

    @Test
    void packetsToRedisAreDropped() {
        outage("redis black-holed", () -> scenario.toRedis.begin(TcpProxy.Fault.BLACK_HOLE), scenario.toRedis::heal);
    }

    @Test
    void theStoresEndOfConnectionsIsClosed() {
        outage("redis half-closed", () -> scenario.toRedis.begin(TcpProxy.Fault.HALF_CLOSE), scenario.toRedis::heal);
    }

    @Test
    void redisDoesWhatItIsAskedAndItsAnswersAreLost() {
        outage(
                "answers of redis lost",
                () -> scenario.toRedis.begin(TcpProxy.Fault.ANSWERS_LOST),
                scenario.toRedis::heal);
    }

    @Test
    void redisAnswersTooLate() {
        outage("redis slow", () -> scenario.toRedis.delay(300), scenario.toRedis::heal);
    }

    @Test
    void redisRefusesToWrite() {
        outage(
                "redis out of memory",
                () -> scenario.redis.set("maxmemory", "1mb"),
                () -> scenario.redis.set("maxmemory", "0"));
    }

    /** Redis works; a flag switches views off Redis. */
    @Test
    void viewsAreSwitchedOffAndOn() {
        outage("views switched off redis", () -> scenario.switchViews(false), () -> scenario.switchViews(true));
    }

    /** Unacknowledged calls are undone in Redis, although views do not use the Redis route afterwards. */
    @Test
    void viewsAreSwitchedOffWhileAnswersAreLost() {
        scenario.load();
        scenario.untilWarm();
        scenario.toRedis.begin(TcpProxy.Fault.ANSWERS_LOST);
        scenario.untilFrom("database", SOME);
        scenario.switchViews(false);
        scenario.until(
                "switched off", () -> scenario.metric("footfall_switch{flag=\"VIEW_TRACKING_REDIS_ENABLED\"}") == 0);
        scenario.toRedis.heal();
        scenario.untilFrom("database", 2 * SOME);

        try {
            scenario.finishSwitchedOff("switched off while answers were lost").conservedWithoutMemory();
        } finally {
            scenario.switchViews(true);
        }
    }

    /**
     * As an operator does: views are switched off Redis, and the service is deployed again while Redis is unavailable.
     */
    @Test
    void aServiceThatStartsSwitchedOffWithoutRedisIsReady() {
        scenario.switchViews(false);
        try (TcpProxy nowhere = scenario.redis.proxy();
                PackagedService another = new PackagedService(settingsThrough(nowhere))) {
            nowhere.begin(TcpProxy.Fault.CUT);
            another.start();
        } finally {
            scenario.switchViews(true);
        }
    }

    private static Map<String, String> settingsThrough(TcpProxy toRedis) {
        Map<String, String> settings = new HashMap<>(scenario.redis.settings(toRedis));
        settings.put("DATABASE_URL", postgres.url(postgres.port()));
        return settings;
    }

    @Test
    void theSelfTestNamesWhatIsBroken() {
        awaitBroken();

        scenario.redis.everywhere(Command.ACL, "SETUSER", "default", "-subscribe");
        scenario.redis.everywhere(Command.CLIENT, "KILL", "TYPE", "pubsub");
        awaitBroken("pubSub");
        scenario.redis.everywhere(Command.ACL, "SETUSER", "default", "+subscribe");
        awaitBroken();

        scenario.toPostgres.begin(TcpProxy.Fault.CUT);
        awaitBroken("postgres");
        scenario.toPostgres.heal();
        awaitBroken();

        scenario.toRedis.begin(TcpProxy.Fault.CUT);
        awaitBroken("redis", "setAndGet", "rateLimiter", "lock", "queue", "pubSub");
        scenario.toRedis.heal();
        awaitBroken();
    }

    private static void awaitBroken(String... steps) {
        scenario.until("broken: " + List.of(steps), () -> scenario.brokenSteps().equals(List.of(steps)));
    }

    @Test
    void connectionsThatLeadNowhereAreReplaced() {
        PacedLoad load = scenario.load();
        scenario.untilWarm();
        long fromPostgres = load.from("database");

        scenario.toRedis.begin(TcpProxy.Fault.HALF_CLOSE);
        scenario.toRedis.heal();
        scenario.untilAnswered(SOME);

        scenario.finish("connections to redis led nowhere").conserved();
        assertThat(load.from("redis") + fromPostgres)
                .as("views that redis answered, all but those before")
                .isEqualTo(load.answered());
        assertThat(load.failures()).isEmpty();
    }

    private static void outage(String name, Runnable begin, Runnable end) {
        PacedLoad load = scenario.load();
        scenario.untilWarm();

        begin.run();
        scenario.untilFrom("database", 1);
        long failedWhileOpening = load.failed();
        scenario.untilFrom("database", SOME);
        end.run();
        long healed = System.nanoTime();
        scenario.untilFrom("redis", 1);
        Duration back = Duration.ofNanos(System.nanoTime() - healed);
        scenario.untilFrom("redis", SOME);

        Scenario.Result result = scenario.finish(name).conserved();
        System.out.printf("%s: back after %d ms%n", name, back.toMillis());
        assertThat(result.lost()).isZero();
        assertThat(failedWhileOpening)
                .as("failures while the circuit opens")
                .isLessThanOrEqualTo(Scenario.VIEWS_PER_SECOND / 100);
        assertThat(load.failed()).isEqualTo(failedWhileOpening);
    }
}
