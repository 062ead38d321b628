package io.footfall.product.views.failover;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.Script;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The unacknowledged calls of this replica. They must be revoked in Redis before this replica counts there again, as
 * far as their views are counted elsewhere. A call whose views were counted in Postgres is also recorded there, so that
 * another replica can revoke it if this one is killed. After a call is revoked, it is reported to Postgres in any case:
 * revoking it removed dedup marks, possibly also of viewers that were backfilled in the meantime. Thread-safe.
 */
@Singleton
public final class UnacknowledgedCalls {

    private static final Script REVOKE = Script.makingRoom("buckets", "revoke");

    /** An unacknowledged call of this replica, until it is revoked. */
    private static final class Own {
        private final UnacknowledgedCall call;
        private final Promise<Void> decided = Promise.promise();

        /** The call with only the views that are to be reverted. */
        private volatile UnacknowledgedCall undone;

        private Own(UnacknowledgedCall call) {
            this.call = call;
        }
    }

    private final RedisCalls redis;
    private final FallbackStore fallback;
    private final Queue<Own> own = new ConcurrentLinkedQueue<>();
    private final Queue<UnacknowledgedCall> toTell = new ConcurrentLinkedQueue<>();

    /**
     * Creates an empty list.
     *
     * @param redis the calls to Redis
     * @param fallback records calls in Postgres
     */
    public UnacknowledgedCalls(RedisCalls redis, FallbackStore fallback) {
        this.redis = redis.inBackground();
        this.fallback = fallback;
    }

    /**
     * Registers a call. One of {@link #undo} and {@link #letStand} must follow, to decide which of its views are
     * reverted. Until then the Redis route stays closed on this replica.
     *
     * @param call the call
     */
    public void add(UnacknowledgedCall call) {
        own.add(new Own(call));
    }

    /**
     * Decides that some views of a call are to be reverted, because they are counted elsewhere. Only the first decision
     * about a call counts.
     *
     * @param call the registered call
     * @param undone the call with only their viewers
     */
    public void undo(UnacknowledgedCall call, UnacknowledgedCall undone) {
        own.stream()
                .filter(each -> each.call.equals(call))
                .filter(each -> !each.decided.future().isComplete())
                .forEach(each -> {
                    each.undone = undone;
                    each.decided.complete();
                });
    }

    /**
     * Decides that no view of a call is reverted. Its callers received a failure, so the views may be counted or not.
     * But another replica may have told the same viewers in the meantime that they were counted before. If Redis has
     * not run the call yet, it is kept from running it.
     *
     * @param call the registered call
     */
    public void letStand(UnacknowledgedCall call) {
        undo(call, call.where(entry -> false));
    }

    /** Revokes the calls of this replica, after it is decided for each call which of its views are reverted. */
    Uni<Void> revokeOwn() {
        return Multi.createFrom()
                .iterable(List.copyOf(own))
                .onItem()
                .transformToUniAndConcatenate(this::revokeOwn)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> revokeOwn(Own each) {
        return Uni.createFrom()
                .completionStage(() -> each.decided.future().toCompletionStage())
                .chain(() -> revoke(each.undone))
                .invoke(() -> toTell.add(each.undone))
                .invoke(() -> own.remove(each))
                .replaceWithVoid();
    }

    /** Reports to Postgres which viewers may lack a mark. The next reconciliation backfills them. */
    Uni<Void> tell() {
        List<UnacknowledgedCall> calls = List.copyOf(toTell);
        return calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : fallback.toBeUndone(calls).invoke(() -> toTell.removeAll(calls));
    }

    /**
     * Revokes calls. Idempotent.
     *
     * @return the calls with only those viewers whose marks were removed
     */
    Uni<List<UnacknowledgedCall>> revoke(List<UnacknowledgedCall> calls) {
        return Multi.createFrom()
                .iterable(calls)
                .onItem()
                .transformToUniAndConcatenate(this::revoke)
                .collect()
                .asList();
    }

    private Uni<UnacknowledgedCall> revoke(UnacknowledgedCall call) {
        UnacknowledgedCall.Revocation revocation = call.revocation();
        return redis.run(REVOKE, revocation.keys(), revocation.arguments())
                .map(letters -> call.where(letters.toString()));
    }
}
