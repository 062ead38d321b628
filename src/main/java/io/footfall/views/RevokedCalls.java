package io.footfall.views;

import io.footfall.redis.RedisCalls;
import io.footfall.redis.Script;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
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

    private final RedisCalls redis;
    private final OutageStore outages;
    private final Queue<AbandonedCall> own = new ConcurrentLinkedQueue<>();
    private final Queue<AbandonedCall> toTell = new ConcurrentLinkedQueue<>();

    RevokedCalls(RedisCalls redis, OutageStore outages) {
        this.redis = redis.inBackground();
        this.outages = outages;
    }

    void add(AbandonedCall call) {
        own.add(call);
    }

    /** Undoes this replica's own calls. */
    Uni<Void> revokeOwn() {
        List<AbandonedCall> calls = List.copyOf(own);
        return revoke(calls)
                .invoke(undone -> toTell.addAll(calls))
                .invoke(undone -> own.removeAll(calls))
                .replaceWithVoid();
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
