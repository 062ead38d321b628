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
 * Postgres stand there too, so that another replica can undo them should this one die.
 */
@Singleton
final class RevokedCalls {

    private static final Script REVOKE = Script.makingRoom("buckets", "revoke");

    private final RedisCalls redis;
    private final Queue<AbandonedCall> own = new ConcurrentLinkedQueue<>();

    RevokedCalls(RedisCalls redis) {
        this.redis = redis.inBackground();
    }

    void add(AbandonedCall call) {
        own.add(call);
    }

    /** Undoes this replica's own calls. */
    Uni<Void> revokeOwn() {
        return revoke(List.copyOf(own)).invoke(own::removeAll).replaceWithVoid();
    }

    /** Undoes calls; undoing one twice does it once. */
    Uni<List<AbandonedCall>> revoke(List<AbandonedCall> calls) {
        return Multi.createFrom()
                .iterable(calls)
                .onItem()
                .transformToUniAndConcatenate(this::revoke)
                .collect()
                .asList()
                .replaceWith(calls);
    }

    private Uni<AbandonedCall> revoke(AbandonedCall call) {
        AbandonedCall.Revocation revocation = call.revocation();
        return redis.run(REVOKE, revocation.keys(), revocation.arguments()).replaceWith(call);
    }
}
