package io.footfall.store;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A time-out that is not deceived by event loops that were busy themselves. Such a loop runs timers that are due before it
 * reads what came meanwhile, and the answer may come on another one; so when the time is over, every loop goes round
 * once, which reads whatever is there, and only then is it too late.
 */
public final class Patience {

    private final Vertx vertx;
    private final long timer;
    private volatile boolean ended;

    private Patience(Vertx vertx, long millis, Runnable tooLate) {
        this.vertx = vertx;
        this.timer = vertx.setTimer(Math.max(1, millis), over -> goRound(tooLate));
    }

    /**
     * Begins to wait.
     *
     * @param vertx keeps the time
     * @param millis how long to wait
     * @param tooLate what happens then, on the context of the caller
     * @return to be ended when what is waited for has come
     */
    public static Patience begin(Vertx vertx, long millis, Runnable tooLate) {
        return new Patience(vertx, millis, tooLate);
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
