package io.footfall.product.views;

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
 * Calls that this replica abandoned, to be undone in Redis before it counts there again, as far as their views count elsewhere. Those whose views were counted in
 * Postgres stand there too, so that another replica can undo them should this one die. The others are told to Postgres
 * afterwards: undoing them took away marks, also of viewers who had been handed back meanwhile.
 */
@Singleton
final class UnacknowledgedCalls {

    private static final Script REVOKE = Script.makingRoom("buckets", "revoke");

    /** A call of this replica, from the moment when it was abandoned until it is undone. */
    private static final class Own {
        private final UnacknowledgedCall call;
        private final Promise<Void> decided = Promise.promise();

        /** What is to be undone of it. */
        private volatile UnacknowledgedCall undone;

        private Own(UnacknowledgedCall call) {
            this.call = call;
        }
    }

    private final RedisCalls redis;
    private final FallbackStore fallback;
    private final Queue<Own> own = new ConcurrentLinkedQueue<>();
    private final Queue<UnacknowledgedCall> toTell = new ConcurrentLinkedQueue<>();

    UnacknowledgedCalls(RedisCalls redis, FallbackStore fallback) {
        this.redis = redis.inBackground();
        this.fallback = fallback;
    }

    /** What is to be undone of it is to be said by one of the two below. */
    void add(UnacknowledgedCall call) {
        own.add(new Own(call));
    }

    /**
     * Some of its views count elsewhere.
     *
     * @param undone the call with their viewers alone
     */
    void undo(UnacknowledgedCall call, UnacknowledgedCall undone) {
        own.stream()
                .filter(each -> each.call.equals(call))
                .filter(each -> !each.decided.future().isComplete())
                .forEach(each -> {
                    each.undone = undone;
                    each.decided.complete();
                });
    }

    /**
     * Its views were answered with a failure, so that they may count or not; but another replica may have told their viewers since that they
     * were counted before. Where it has not run yet, it is kept from that.
     */
    void letStand(UnacknowledgedCall call) {
        undo(call, call.where(entry -> false));
    }

    /** Undoes this replica's own calls, once it is decided what becomes of their views. */
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

    /** Tells Postgres whose marks may be missing; whoever brings both stores in line next looks after them. */
    Uni<Void> tell() {
        List<UnacknowledgedCall> calls = List.copyOf(toTell);
        return calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : fallback.toBeUndone(calls).invoke(() -> toTell.removeAll(calls));
    }

    /**
     * Undoes calls; undoing one twice does it once.
     *
     * @return the calls with those viewers alone whose marks went
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
