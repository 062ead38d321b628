package io.footfall.capability.locks;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;

/** A lock that is held while some work runs. */
public final class HeldLock {

    private final String name;
    private final AcquiredLock acquired;
    private final Promise<Void> lost = Promise.promise();

    HeldLock(String name, AcquiredLock acquired) {
        this.name = name;
        this.acquired = acquired;
    }

    /**
     * Returns the fencing token. Pass it to the store with each write, so that the store can reject late writes of an
     * earlier holder.
     *
     * @return a number greater than the fencing token of every earlier holder
     */
    public long fencingToken() {
        return acquired.fencingToken();
    }

    /**
     * Whether another caller may hold the lock by now.
     *
     * @return true once the lease could not be extended in time
     */
    public boolean isLost() {
        return lost.future().isComplete();
    }

    /**
     * Notifies when the lock is lost.
     *
     * @return completes when the lock is lost, at once where it is lost already; never completes where it is not lost
     */
    public Uni<Void> lost() {
        return Uni.createFrom().completionStage(() -> lost.future().toCompletionStage());
    }

    void setLost() {
        lost.tryComplete();
    }

    String name() {
        return name;
    }

    String token() {
        return acquired.token();
    }
}
