package io.footfall.product.views;

import io.footfall.capability.ratelimit.LimitCheckBatch;
import io.footfall.platform.redis.DedicatedConnection;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.StoreUnavailableException;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Calls to Redis that happen exactly once, one after the other. Each has a number, which Redis remembers together with
 * what it answered; a call that was not answered is sent again under the same number, on a new connection, and then answers
 * what it answered first. One that still is not answered ends the channel.
 *
 * <p>The numbers also tell whether Redis is still the one that the channel began with: one that lost its memory or went
 * back in time does not remember the call before.
 */
final class RedisChannel {

    private static final Script COUNT = Script.named("buckets", "limits", "count");

    /** Of the whole patience with Redis, what the first attempt may take; a new connection needs some of it too. */
    private static final double FIRST_ATTEMPT = 0.5;

    private final DedicatedConnection connection;
    private final Duration patience;
    private final Runnable whenLate;
    private final UUID id = UUID.randomUUID();
    private final String slot;
    private final EraFence.Token fence;
    private long seq;

    /**
     * A new channel.
     *
     * @param connection the connection of this event loop
     * @param patience how long a call may take altogether
     * @param whenLate told of each first attempt that fails
     * @param slot names the slot of a channel by its id
     * @param fence the era that the calls count in
     */
    RedisChannel(
            DedicatedConnection connection,
            Duration patience,
            Runnable whenLate,
            Function<UUID, String> slot,
            EraFence.Token fence) {
        this.connection = connection;
        this.patience = patience;
        this.whenLate = whenLate;
        this.slot = slot.apply(id);
        this.fence = fence;
    }

    /** The next call, for operations of one window. */
    CountCall next(List<ViewOperation> batch, SharedTotals.Audience audience, LimitCheckBatch hits) {
        seq++;
        return new CountCall(batch, slot, fence, audience, new UUID(id.getMostSignificantBits(), seq), seq, hits);
    }

    /** Makes a call; fails with {@link StoreUnavailableException} or with the error that Redis answered. */
    Future<Response> make(CountCall call) {
        Duration first = Duration.ofNanos((long) (patience.toNanos() * FIRST_ATTEMPT));
        return connection.run(COUNT, call.keys(), call.arguments(), first).recover(failure -> {
            if (!(failure instanceof StoreUnavailableException unavailable)) {
                return Future.failedFuture(failure);
            }
            whenLate.run();
            // Not what is left by the clock: the first one may have failed because the process stood still.
            return connection
                    .run(COUNT, call.keys(), call.arguments(), patience.minus(first))
                    .recover(again -> Future.failedFuture(worse(unavailable, again)));
        });
    }

    /** The first attempt may have happened whatever the second says, unless Redis itself denies it. */
    private static Throwable worse(StoreUnavailableException first, Throwable second) {
        return first.mayHaveHappened() && second instanceof StoreUnavailableException ? first : second;
    }
}
