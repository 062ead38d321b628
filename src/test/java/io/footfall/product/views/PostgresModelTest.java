package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.simulation.PoolModel;
import io.footfall.simulation.PostgresModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.eclipse.microprofile.context.spi.ContextManagerProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The model of Postgres answers the same as a real Postgres. Random calls of the service's own Java code, with its own
 * SQL, go to both. The seed is printed; {@code -Dfootfall.seed=...} repeats it, {@code -Dfootfall.runs=...} sets the
 * number of runs.
 */
class PostgresModelTest {

    private static final int RUNS = Integer.getInteger("footfall.runs", 35);

    /** The limit of additional runs, where a rare outcome has not occurred yet. */
    private static final int MOST_RUNS = 10 * RUNS;

    private static final int STEPS = 60;
    /** Multiplied with the seed, because consecutive seeds produce nearly the same first numbers. */
    private static final long FAR_APART = 0x9E3779B97F4A7C15L;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The outcomes that have to occur at least once, whatever the seed. */
    private static final List<String> EXPECTED = List.of(
            "age eras: done",
            "age ledger: done",
            "apply in an open catalog: added",
            "apply in an open catalog: already applied",
            "apply in an open catalog: created",
            "apply in an open catalog: missing",
            "apply in an open catalog: taken back",
            "apply: NotYetException: another era has begun since the batch was read",
            "apply: NotYetException: another replica adds the batch in parts",
            "apply: added",
            "apply: already applied",
            "apply: created",
            "apply: missing",
            "apply: taken back",
            "begin to add: as begun",
            "begin to add: as wanted",
            "begin: NotYetException: another replica brings a Redis in line in that era, or a later one",
            "begin: done",
            "close: 23505",
            "close: IllegalStateException: undone",
            "close: with an era",
            "close: without an era",
            "count in an open catalog: created",
            "count: closed",
            "count: status -1",
            "count: status -2",
            "count: status 0",
            "count: status 1",
            "create chapter: 23503",
            "create chapter: 23505",
            "create chapter: done",
            "create story: 23505",
            "create story: done",
            "delete chapter: done",
            "delete chapter: nothing",
            "delete story with its chapters: with",
            "delete story with its chapters: without",
            "delete story: done",
            "delete story: nothing",
            "hand all back again: anew",
            "hand all back again: not anew",
            "hand back again: counted again",
            "hand back again: found",
            "hand back again: nobody",
            "handed back: none",
            "handed back: some",
            "held salts: none",
            "held salts: some",
            "last run: failure",
            "last run: nothing",
            "last run: success",
            "look up or next: found",
            "look up or next: next",
            "look up: found",
            "look up: nothing",
            "not removed of one: none",
            "not removed of one: some",
            "not removed: none",
            "not removed: some",
            "offer salt: held",
            "offer salt: taken",
            "open: done",
            "prune ledger: done",
            "prune salts: forgotten",
            "prune salts: nothing",
            "prune: eras summed up",
            "prune: nothing",
            "prune: viewers forgotten",
            "record: done",
            "removed: done",
            "replace salt: done",
            "report: done",
            "revoked calls: none",
            "revoked calls: some",
            "settle: nothing taken back",
            "settle: taken back",
            "state: lost",
            "state: nothing lost",
            "to be undone: done",
            "undone: done",
            "viewers: none",
            "viewers: some");

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private static RealPostgres postgres;
    private static PostgresUnderTest real;

    private final Map<String, Integer> kinds = new TreeMap<>();

    @BeforeAll
    static void start() {
        ContextManagerProvider.instance();
        postgres = new RealPostgres();
        real = PostgresUnderTest.of(VERTX, postgres.pool(VERTX));
    }

    @AfterAll
    static void end() {
        real.pool().closeAndAwait();
        VERTX.close();
        postgres.close();
    }

    @Test
    void itAnswersWhatPostgresAnswers() {
        long seed = Long.getLong("footfall.seed", System.nanoTime());
        System.out.printf("model of Postgres: %d runs from seed %d%n", RUNS, seed);
        for (int run = 0; run < RUNS || run < MOST_RUNS && !kinds.keySet().containsAll(EXPECTED); run++) {
            run(seed + run);
        }
        System.out.println("model of Postgres: " + kinds);
        assertThat(EXPECTED.stream().filter(kind -> !kinds.containsKey(kind)))
                .as("never happened")
                .isEmpty();
    }

    private void run(long seed) {
        postgres.empty();
        PostgresModel model = new PostgresModel(InstantSource.system());
        PostgresUnderTest modelled = PostgresUnderTest.of(VERTX, new PoolModel(model, PoolModel.Wire.DIRECT));
        RandomPostgresCalls steps = new RandomPostgresCalls(new Random(seed * FAR_APART), model);
        List<String> story = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            RandomPostgresCalls.Step step = steps.next();
            Object expected = answer(step, real);
            Object answered = answer(step, modelled);
            story.add(step.name() + " -> " + expected);
            assertThat(answered).as("seed %d: %s", seed, story).isEqualTo(expected);
            count(step, answered);
        }
        assertThat(model.dump()).as("seed %d: %s", seed, story).isEqualTo(postgres.dump());
    }

    private void count(RandomPostgresCalls.Step step, Object answered) {
        String kind = answered instanceof Failure failure
                ? failure.reason()
                : step.kind().apply(answered);
        kinds.merge(step.name() + ": " + kind, 1, Integer::sum);
    }

    /** The failure of a step. */
    private record Failure(String reason) {}

    /** Maps the reply, because steps without a result return Void. */
    private static Object answer(RandomPostgresCalls.Step step, PostgresUnderTest side) {
        try {
            return step.call()
                    .apply(side)
                    .map(answer -> (Object) answer)
                    .await()
                    .atMost(PATIENCE);
        } catch (RuntimeException e) {
            return new Failure(
                    e instanceof PgException refused
                            ? refused.getSqlState()
                            : e.getClass().getSimpleName() + ": " + e.getMessage());
        }
    }
}
