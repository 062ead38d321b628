package io.footfall.capability.locks;

import io.footfall.platform.store.RecoveredFailure;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/** Extends a lock while its work runs, and says so when it can no longer be sure to hold it. */
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
     * @param sentNanos when the lock was asked for, of the monotonic clock
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

    /** Looks at the end of its time whether that was moved. */
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
