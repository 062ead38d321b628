package io.footfall.views;

import io.footfall.redis.RedisCalls;
import io.footfall.redis.Script;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Calls that this replica abandoned, to be undone in Redis before it counts there again. Those whose views were counted in
 * Postgres stand there too, so that another replica can undo them should this one die. The others are told to Postgres
 * afterwards: undoing them took away marks, also of viewers who had been handed back meanwhile.
 */
@Singleton
final class RevokedCalls {

    private static final Script REVOKE = Script.makingRoom("buckets", "revoke");

    /** A call of this replica, from the moment when it was abandoned until it is undone. */
    private static final class Own {
        private final AbandonedCall call;
        private final Promise<Void> decided = Promise.promise();
        private volatile boolean stands;

        private Own(AbandonedCall call) {
            this.call = call;
        }
    }

    private final RedisCalls redis;
    private final OutageStore outages;
    private final Queue<Own> own = new ConcurrentLinkedQueue<>();
    private final Queue<AbandonedCall> toTell = new ConcurrentLinkedQueue<>();

    RevokedCalls(RedisCalls redis, OutageStore outages) {
        this.redis = redis.inBackground();
        this.outages = outages;
    }

    /** What becomes of its views elsewhere is to be told by one of the two below. */
    void add(AbandonedCall call) {
        own.add(new Own(call));
    }

    /** Its views count elsewhere. */
    void undo(AbandonedCall call) {
        decide(call, false);
    }

    /**
     * Its views were answered with a failure, so that they may count or not; but another replica may have told their viewers since that they
     * were counted before.
     */
    void letStand(AbandonedCall call) {
        decide(call, true);
    }

    private void decide(AbandonedCall call, boolean stands) {
        own.stream().filter(each -> each.call.equals(call)).forEach(each -> {
            each.stands = stands;
            each.decided.tryComplete();
        });
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
                .chain(() -> each.stands
                        ? Uni.createFrom().voidItem()
                        : revoke(each.call)
                                .invoke(undone -> toTell.add(each.call))
                                .replaceWithVoid())
                .invoke(() -> own.remove(each));
    }

    /** Tells Postgres whose marks may be missing; whoever brings both stores in line next looks after them. */
    Uni<Void> tell() {
        List<AbandonedCall> calls = List.copyOf(toTell);
        return calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : outages.toBeUndone(calls).invoke(() -> toTell.removeAll(calls));
    }

    /**
     * Undoes calls; undoing one twice does it once.
     *
     * @return the calls with those viewers alone whose marks went
     */
    Uni<List<AbandonedCall>> revoke(List<AbandonedCall> calls) {
        return Multi.createFrom()
                .iterable(calls)
                .onItem()
                .transformToUniAndConcatenate(this::revoke)
                .collect()
                .asList();
    }

    private Uni<AbandonedCall> revoke(AbandonedCall call) {
        AbandonedCall.Revocation revocation = call.revocation();
        return redis.run(REVOKE, revocation.keys(), revocation.arguments())
                .map(letters -> call.where(letters.toString()));
    }
}
