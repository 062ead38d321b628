package io.footfall.platform.store;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Repeats something until all is well, with pauses that double and vary by a fifth, so that replicas
 * do not come back in step. Where a store refuses until an operator changes something, the pause is 15 seconds.
 */
public final class RetryLoop {

    private static final Logger LOG = Logger.getLogger(RetryLoop.class);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final double JITTER = 0.2;

    /** After a refusal: soon enough for the operator who mends it, and seldom enough for the log of the store. */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(5);

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
     * @param attempt one attempt; it tells itself why it fails, which is logged here at DEBUG alone
     * @param allIsWell whether no further attempt is needed
     * @param firstPause time between the first two attempts
     * @param longestPause time that pauses grow to
     */
    public RetryLoop(
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
     * @param attempt one attempt; it tells itself why it fails, which is logged here at DEBUG alone
     * @param allIsWell whether no further attempt is needed
     * @param longestPause time that pauses grow to
     */
    public RetryLoop(Vertx vertx, Supplier<Uni<Void>> attempt, BooleanSupplier allIsWell, Duration longestPause) {
        this(vertx, attempt, allIsWell, SOON, longestPause);
    }

    /** Starts with an attempt now, unless it is running already. */
    public void start() {
        if (running.compareAndSet(false, true)) {
            attempt(firstPause.toMillis());
        }
    }

    /** Starts with an attempt after the pause that follows a refusal, unless it is running already. */
    public void startAfterRefusal() {
        if (running.compareAndSet(false, true)) {
            vertx.setTimer(varied(AFTER_REFUSAL.toMillis()), timer -> attempt(firstPause.toMillis()));
        }
    }

    private void attempt(long pause) {
        Uni.createFrom()
                .deferred(attempt::get)
                .subscribe()
                .with(ended -> attempted(pause, pause), failure -> failed(pause, failure));
    }

    private void failed(long pause, Throwable failure) {
        LOG.debug("tried again later", failure);
        attempted(pause, isRefusal(failure) ? AFTER_REFUSAL.toMillis() : pause);
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof StoreUnavailableException unavailable
                && unavailable.refusal().isPresent();
    }

    private void attempted(long pause, long pauseNow) {
        if (!allIsWell.getAsBoolean()) {
            vertx.setTimer(varied(pauseNow), timer -> attempt(Math.min(2 * pause, longestPause.toMillis())));
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
