package io.footfall.capability.jobs;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.impl.ContextInternal;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A claim that waits. It gets exactly one reply, on the context of its caller. */
final class Waiter {

    private final ContextInternal context;
    private final ClaimRequest request;
    private final BooleanSupplier isGone;
    private final Promise<List<Job>> promise = Promise.promise();
    private long timer = -1;
    private boolean overdue;

    Waiter(Context context, ClaimRequest request, BooleanSupplier isGone) {
        this.context = (ContextInternal) context;
        this.request = request;
        this.isGone = isGone;
    }

    ClaimRequest want() {
        return request;
    }

    boolean isGone() {
        return isGone.getAsBoolean();
    }

    Future<List<Job>> answer() {
        return promise.future();
    }

    void answer(List<Job> jobs) {
        context.owner().cancelTimer(timer);
        context.emit(jobs, promise::tryComplete);
    }

    void endsWith(long timerId) {
        timer = timerId;
    }

    /**
     * Marks that the wait of this waiter ended while a claim for it is in flight. That claim may still return jobs, so
     * the waiter gets its reply when the claim ends.
     */
    void setOverdue() {
        overdue = true;
    }

    boolean isOverdue() {
        return overdue;
    }
}
