package io.footfall.store;

import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A time-out that is not deceived by an event loop that was busy itself. Such a loop runs timers that are due before it reads
 * what came meanwhile; so when the time is over, whatever came is read first, and only then is it too late.
 */
public final class Patience {

    private static final long READ_FIRST_MILLIS = 5;

    private final Vertx vertx;
    private final AtomicLong timer = new AtomicLong();

    private Patience(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Begins to wait.
     *
     * @param vertx keeps the time
     * @param millis how long to wait
     * @param tooLate what happens then
     * @return to be ended when what is waited for has come
     */
    public static Patience begin(Vertx vertx, long millis, Runnable tooLate) {
        Patience patience = new Patience(vertx);
        patience.timer.set(vertx.setTimer(
                Math.max(1, millis),
                over -> patience.timer.set(vertx.setTimer(READ_FIRST_MILLIS, stillNothing -> tooLate.run()))));
        return patience;
    }

    /** What was waited for has come. */
    public void end() {
        vertx.cancelTimer(timer.get());
    }
}
