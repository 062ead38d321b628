package io.footfall.platform.store;

import io.netty.util.concurrent.EventExecutor;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A timeout that stays correct when event loops lag. A loop that was busy runs the timers that are due before it reads
 * from its connections, and the reply may arrive on another loop. So when the time is over, every event loop first runs
 * one more turn, which reads whatever has arrived; only then does the timeout fire.
 *
 * <p>It also stays correct when the process pauses, for instance for a garbage collection: the time is divided into
 * four ticks, each of which begins when the one before fires. A pause, however long, uses up one tick at most. Whatever
 * follows the pause, such as a new connection, has the remaining ticks.
 */
public final class LoopTimeout {

    private static final int TICKS = 4;

    private final Vertx vertx;
    private volatile long timer;
    private volatile boolean ended;

    private LoopTimeout(Vertx vertx) {
        this.vertx = vertx;
    }

    private void tick(int left, long millis, Runnable tooLate) {
        timer = vertx.setTimer(millis, over -> {
            if (ended) {
                return;
            }
            if (left > 1) {
                tick(left - 1, millis, tooLate);
            } else {
                goRound(tooLate);
            }
        });
    }

    /**
     * Starts a timeout.
     *
     * @param vertx provides the timers
     * @param millis how long to wait, in milliseconds; a pause of the process counts as a quarter of it at most
     * @param tooLate the action when the timeout fires, on the context of the caller
     * @return the timeout; to be ended when the awaited event has happened
     */
    public static LoopTimeout begin(Vertx vertx, long millis, Runnable tooLate) {
        LoopTimeout timeout = new LoopTimeout(vertx);
        timeout.tick(TICKS, Math.max(1, millis / TICKS), tooLate);
        return timeout;
    }

    /**
     * Limits the time that the caller waits for some work. The work itself is not cancelled.
     *
     * @param vertx provides the timers
     * @param longest the longest time to wait
     * @param work the work
     * @param otherwise the work to do instead if the time is over
     * @param <T> type of the result
     * @return the item or the failure of {@code work} if it ends in time, else that of {@code otherwise}
     */
    public static <T> Uni<T> limit(Vertx vertx, Duration longest, Uni<T> work, Uni<T> otherwise) {
        return Uni.createFrom().emitter(emitter -> {
            AtomicBoolean decided = new AtomicBoolean();
            LoopTimeout timeout = begin(vertx, longest.toMillis(), () -> {
                if (decided.compareAndSet(false, true)) {
                    otherwise.subscribe().with(emitter::complete, emitter::fail);
                }
            });
            work.onTermination()
                    .invoke(timeout::end)
                    .subscribe()
                    .with(
                            item -> {
                                if (decided.compareAndSet(false, true)) {
                                    emitter.complete(item);
                                }
                            },
                            failure -> {
                                if (decided.compareAndSet(false, true)) {
                                    emitter.fail(failure);
                                }
                            });
        });
    }

    private void goRound(Runnable tooLate) {
        Context caller = vertx.getOrCreateContext();
        AtomicInteger left = new AtomicInteger();
        ((VertxInternal) vertx).getEventLoopGroup().forEach(loop -> left.incrementAndGet());
        for (EventExecutor loop : ((VertxInternal) vertx).getEventLoopGroup()) {
            // A task that is added by a task runs in the same turn, before the loop reads. A task that is scheduled
            // runs in the next turn, after the loop has read.
            loop.execute(() -> loop.schedule(
                    () -> {
                        if (left.decrementAndGet() == 0) {
                            caller.runOnContext(unused -> end(tooLate));
                        }
                    },
                    0,
                    TimeUnit.NANOSECONDS));
        }
    }

    private void end(Runnable tooLate) {
        if (!ended) {
            tooLate.run();
        }
    }

    /** Stops the timeout, because the awaited event has happened. */
    public void end() {
        ended = true;
        vertx.cancelTimer(timer);
    }
}
