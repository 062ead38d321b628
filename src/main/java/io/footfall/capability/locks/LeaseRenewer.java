package io.footfall.capability.locks;

import io.footfall.platform.store.RecoveredFailure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Renews the lease of a lock while its work runs: three times per time to live. Marks the lock as lost when Redis
 * reports that this holder no longer has it, or when no renewal was acknowledged before the lease expired.
 */
final class LeaseRenewer implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LeaseRenewer.class);
    private static final int EXTENSIONS_PER_TTL = 3;

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final Locks locks;
    private final HeldLock held;
    private final Duration timeToLive;
    private final long timer;
    private long heldUntilNanos;
    private boolean closed;

    /**
     * @param nanoTime the monotonic clock, in nanoseconds
     * @param sentNanos when the acquire call was sent, by the monotonic clock; the lease is computed from this time, so
     *     it never ends later here than in Redis
     */
    LeaseRenewer(Vertx vertx, LongSupplier nanoTime, Locks locks, HeldLock held, Duration timeToLive, long sentNanos) {
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        this.locks = locks;
        this.held = held;
        this.timeToLive = timeToLive;
        this.heldUntilNanos = sentNanos + timeToLive.toNanos();
        this.timer = vertx.setPeriodic(Math.max(1, timeToLive.toMillis() / EXTENSIONS_PER_TTL), tick -> extend());
        watch();
    }

    private void extend() {
        long sent = nanoTime.getAsLong();
        locks.extendInBackground(held.name(), held.token(), timeToLive)
                .subscribe()
                .with(
                        grant -> grant.ifPresentOrElse(extended -> extended(sent), this::lost),
                        RecoveredFailure.EXTEND_LOCK::record);
    }

    private synchronized void extended(long sentNanos) {
        heldUntilNanos = Math.max(heldUntilNanos, sentNanos + timeToLive.toNanos());
    }

    /** Checks at the end of the lease whether it was extended meanwhile. If not, the lock is lost. */
    private synchronized void watch() {
        long left = TimeUnit.NANOSECONDS.toMillis(heldUntilNanos - nanoTime.getAsLong());
        if (closed) {
            return;
        }
        if (left <= 0) {
            lost();
        } else {
            vertx.setTimer(left, over -> watch());
        }
    }

    private synchronized void lost() {
        if (!closed) {
            close();
            LOG.warnf("lock %s was lost before its work ended", held.name());
            held.setLost();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }
}
