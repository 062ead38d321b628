package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.footfall.product.catalog.ItemId;
import io.footfall.simulation.RedisModel;
import io.footfall.simulation.ScriptCall;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs thousands of random interleavings of simulated replicas, from a printed seed. In each of them the promises of
 * {@code docs/protocol.md} have to hold. {@code -Dfootfall.interleavings=1000000} sets the number of interleavings,
 * {@code -Dfootfall.threads=2} the number of threads; {@code -Dfootfall.interleavings=1 -Dfootfall.seed=...} repeats
 * one.
 */
@ExtendWith(SimulationExtension.class)
class SimulationTest {

    private static final int INTERLEAVINGS = Integer.getInteger("footfall.interleavings", 10_000);
    private static final int THREADS = Integer.getInteger("footfall.threads", 2);
    private static final int MOST_UNTIL_FOUND = 5_000;
    private static final int TOLD_EACH = 100_000;

    private final LongAdder events = new LongAdder();
    private final LongAdder firstViews = new LongAdder();

    @Test
    void everyInterleavingKeepsWhatIsPromised() throws InterruptedException {
        long first = Long.getLong("footfall.seed", System.nanoTime());
        System.out.printf("simulation: %d interleavings from seed %d%n", INTERLEAVINGS, first);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> shares = new ArrayList<>();
            for (int share = 0; share < THREADS; share++) {
                int from = share;
                shares.add(threads.submit(() -> run(first, from)));
            }
            for (Future<?> share : shares) {
                await(share);
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.printf("simulation: events=%d firstViews=%d%n", events.sum(), firstViews.sum());
        assertThat(firstViews.sum()).isGreaterThan(INTERLEAVINGS);
    }

    /**
     * A sync deletes the data of items that the catalog does not hold any more. It must delete that of the deleted
     * incarnation, not that of the next one.
     */
    @Test
    void findsASyncThatDropsViewsOfTheNextIncarnation() {
        assertIsFound(redis -> redis.with("remove", script -> call -> {
            if (isAfterASync(call)) {
                call.redis("HDEL", call.key(1) + ":pending", next(call.argument(1)));
            }
            return script.run(call);
        }));
    }

    /** A deletion that reaches Redis late must not delete the data of the next incarnation. */
    @Test
    void findsADeletionThatRemovesTheNextIncarnation() {
        assertIsFound(redis -> redis.with("remove", script -> call -> {
            if (!isAfterASync(call)) {
                call.redis("HDEL", call.key(1) + ":pending", next(call.argument(1)));
            }
            return script.run(call);
        }));
    }

    /** The broken script deletes the pending views instead of sealing them as a batch. */
    @Test
    void findsABatchThatIsForgottenBeforeItIsClaimed() {
        assertIsFound(redis -> redis.with("seal", script -> call -> {
            call.redis("DEL", call.key(1) + ":pending");
            return 0L;
        }));
    }

    @Test
    void findsAViewerWhoIsNotMarkedWhenHandedBack() {
        assertIsFound(redis -> redis.with("hand-back", script -> call -> {
            Object answer = script.run(call);
            call.redis("SREM", call.key(1) + ":d:" + call.argument(1), call.argument(3));
            return answer;
        }));
    }

    private static boolean isAfterASync(ScriptCall remove) {
        return "0".equals(remove.argument(2));
    }

    private static String next(String field) {
        return ItemId.ofField(field).field(ItemId.incarnationOf(field) + 1);
    }

    private static void assertIsFound(Consumer<RedisModel> fault) {
        for (int i = 0; i < MOST_UNTIL_FOUND; i++) {
            try {
                new Simulation(i).with(fault).run();
            } catch (AssertionError found) {
                System.out.println("simulation: found after " + (i + 1) + " interleavings: " + found.getMessage());
                return;
            }
        }
        fail("not found in " + MOST_UNTIL_FOUND + " interleavings");
    }

    private void run(long first, int share) {
        for (int i = share; i < INTERLEAVINGS; i += THREADS) {
            Simulation simulation = new Simulation(first + i);
            simulation.run();
            events.add(simulation.events());
            firstViews.add(simulation.firstViews());
            if ((i + 1) % TOLD_EACH == 0) {
                System.out.printf("simulation: %d interleavings done%n", i + 1);
            }
        }
    }

    private static void await(Future<?> share) throws InterruptedException {
        try {
            share.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }
}
