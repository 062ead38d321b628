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
 * A time-out that is not deceived by event loops that were busy themselves. Such a loop runs timers that are due before it
 * reads what came meanwhile, and the answer may come on another one; so when the time is over, every loop goes round
 * once, which reads whatever is there, and only then is it too late.
 *
 * <p>Nor by a process that stood still, as for a collection of its garbage: time passes in ticks, and a standstill is one of them
 * however long it was. What comes after it, as a new connection, has the others.
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
     * Begins to wait.
     *
     * @param vertx keeps the time
     * @param millis how long to wait; the time in which the process stands still counts a quarter of it at most
     * @param tooLate what happens then, on the context of the caller
     * @return to be ended when what is waited for has come
     */
    public static LoopTimeout begin(Vertx vertx, long millis, Runnable tooLate) {
        LoopTimeout timeout = new LoopTimeout(vertx);
        timeout.tick(TICKS, Math.max(1, millis / TICKS), tooLate);
        return timeout;
    }

    /**
     * Waits for something that long at most. What it does goes on.
     *
     * @param vertx keeps the time
     * @param longest how long
     * @param work what is waited for
     * @param otherwise what is done where it takes longer
     * @param <T> what they give
     * @return the item or the failure of whichever it is
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
            // A task that a task queues runs in the same turn, before anything is read; one that it schedules in the
            // next one, after that.
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

    /** What was waited for has come. */
    public void end() {
        ended = true;
        vertx.cancelTimer(timer);
    }
}
