package io.footfall.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Repeats something until all is well, with pauses that double and vary by a fifth, so that replicas
 * do not come back in step.
 */
public final class Probing {

    private static final Duration SOON = Duration.ofMillis(100);
    private static final double JITTER = 0.2;

    private final Vertx vertx;
    private final Supplier<Uni<Void>> attempt;
    private final BooleanSupplier allIsWell;
    private final Duration firstPause;
    private final Duration longestPause;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * Something to repeat.
     *
     * @param vertx keeps the time
     * @param attempt one attempt; that it fails is taken for granted
     * @param allIsWell whether no further attempt is needed
     * @param firstPause time between the first two attempts
     * @param longestPause time that pauses grow to
     */
    public Probing(
            Vertx vertx,
            Supplier<Uni<Void>> attempt,
            BooleanSupplier allIsWell,
            Duration firstPause,
            Duration longestPause) {
        this.firstPause = firstPause;
        this.longestPause = longestPause;
        this.vertx = vertx;
        this.attempt = attempt;
        this.allIsWell = allIsWell;
    }

    /**
     * Something to repeat for a store that requests wait for, the first time after 100 ms.
     *
     * @param vertx keeps the time
     * @param attempt one attempt; that it fails is taken for granted
     * @param allIsWell whether no further attempt is needed
     * @param longestPause time that pauses grow to
     */
    public Probing(Vertx vertx, Supplier<Uni<Void>> attempt, BooleanSupplier allIsWell, Duration longestPause) {
        this(vertx, attempt, allIsWell, SOON, longestPause);
    }

    /** Starts with an attempt now, unless it is running already. */
    public void start() {
        if (running.compareAndSet(false, true)) {
            attempt(firstPause.toMillis());
        }
    }

    private void attempt(long pause) {
        Uni.createFrom()
                .deferred(attempt::get)
                .onFailure()
                .recoverWithNull()
                .subscribe()
                .with(ended -> attempted(pause));
    }

    private void attempted(long pause) {
        if (!allIsWell.getAsBoolean()) {
            vertx.setTimer(varied(pause), timer -> attempt(Math.min(2 * pause, longestPause.toMillis())));
            return;
        }
        running.set(false);
        // It may have got worse between the two lines above, when nobody could start this anew.
        if (!allIsWell.getAsBoolean()) {
            start();
        }
    }

    private static long varied(long millis) {
        return Math.round(millis * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER));
    }
}
