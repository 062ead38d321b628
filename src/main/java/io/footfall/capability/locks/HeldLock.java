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
     * What a store is to be told with each write, so that it can refuse those of a holder that is late.
     *
     * @return greater than that of whoever held the lock before
     */
    public long fencingToken() {
        return acquired.fencingToken();
    }

    /**
     * Whether somebody else may hold the lock by now.
     *
     * @return true once it could not be extended in time
     */
    public boolean isLost() {
        return lost.future().isComplete();
    }

    /**
     * Tells when the lock was lost.
     *
     * @return completes then, at once where it is lost already, or never
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
