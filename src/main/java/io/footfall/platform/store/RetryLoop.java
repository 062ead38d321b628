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
 * Repeats an attempt until a condition holds. The pauses double, and vary by a fifth, so that replicas do not retry in
 * step. After an attempt that failed because a store refuses until an operator changes something, the pause is 5
 * seconds.
 */
public final class RetryLoop {

    private static final Logger LOG = Logger.getLogger(RetryLoop.class);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final double JITTER = 0.2;

    /**
     * Pause after a refusal: short enough for the operator who fixes it, long enough not to flood the log of the store.
     */
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Supplier<Uni<Void>> attempt;
    private final BooleanSupplier allIsWell;
    private final Duration firstPause;
    private final Duration longestPause;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * Creates a loop that is not running.
     *
     * @param vertx provides the timers
     * @param attempt one attempt; it reports its own failures, which are logged here at DEBUG only
     * @param allIsWell whether no further attempt is needed
     * @param firstPause pause between the first two attempts
     * @param longestPause the limit that the growing pauses reach
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
     * Creates a loop for a store that requests wait for. The first pause is 100 ms.
     *
     * @param vertx provides the timers
     * @param attempt one attempt; it reports its own failures, which are logged here at DEBUG only
     * @param allIsWell whether no further attempt is needed
     * @param longestPause the limit that the growing pauses reach
     */
    public RetryLoop(Vertx vertx, Supplier<Uni<Void>> attempt, BooleanSupplier allIsWell, Duration longestPause) {
        this(vertx, attempt, allIsWell, SOON, longestPause);
    }

    /** Starts with an attempt now. Does nothing if the loop is running. */
    public void start() {
        if (running.compareAndSet(false, true)) {
            attempt(firstPause.toMillis());
        }
    }

    /** Starts with an attempt after the pause that follows a refusal. Does nothing if the loop is running. */
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
        // The condition may have become false since it was checked, at a time when start() did nothing because the loop
        // was still running.
        if (!allIsWell.getAsBoolean()) {
            start();
        }
    }

    private static long varied(long millis) {
        return Math.round(millis * ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER));
    }
}
