package io.footfall.product.views.counting;

import io.footfall.capability.ratelimit.LimitCheckBatch;
import io.footfall.platform.redis.DedicatedConnection;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.product.views.failover.EraFence;
import io.footfall.product.views.totals.SharedTotals;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * A channel of calls to Redis that are applied exactly once, one after the other. Each call has a sequence number,
 * under which Redis stores the reply. A call without a reply is sent again with the same number on a new connection,
 * and then returns the reply of the first attempt. If the second attempt gets no reply either, the channel must not be
 * used any more.
 *
 * <p>The sequence numbers also show whether Redis is still the one that the channel began with: a Redis that lost its
 * data or went back in time does not know the previous call.
 */
final class RedisChannel {

    private static final Script COUNT = Script.named("buckets", "limits", "count");

    /**
     * The share of the timeout that the first attempt may take. The second attempt also has to open a new connection.
     */
    private static final double FIRST_ATTEMPT = 0.5;

    private final DedicatedConnection connection;
    private final Duration patience;
    private final Runnable whenLate;
    private final UUID id = UUID.randomUUID();
    private final String slot;
    private final EraFence.Token fence;
    private long seq;

    /**
     * Creates a channel.
     *
     * @param connection the connection of this event loop
     * @param patience the timeout of a call, including the second attempt
     * @param whenLate called after each first attempt that fails
     * @param slot returns the slot's key for the id of a channel
     * @param fence the era in which the calls count
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

    /** Creates the next call, for operations of one dedup window. */
    CountCall next(List<ViewOperation> batch, SharedTotals.Audience audience, LimitCheckBatch hits) {
        seq++;
        return new CountCall(batch, slot, fence, audience, new UUID(id.getMostSignificantBits(), seq), seq, hits);
    }

    /** Sends a call. Fails with {@link StoreUnavailableException} or with the error that Redis returned. */
    Future<Response> make(CountCall call) {
        Duration first = Duration.ofNanos((long) (patience.toNanos() * FIRST_ATTEMPT));
        return connection.run(COUNT, call.keys(), call.arguments(), first).recover(failure -> {
            if (!(failure instanceof StoreUnavailableException unavailable)) {
                return Future.failedFuture(failure);
            }
            whenLate.run();
            // Not the time that is left by the clock: the first attempt may have failed because the process was paused.
            return connection
                    .run(COUNT, call.keys(), call.arguments(), patience.minus(first))
                    .recover(again -> Future.failedFuture(worse(unavailable, again)));
        });
    }

    /**
     * Selects the failure to report. The first attempt may have been applied, whatever the second one reports, unless
     * Redis itself returns an error.
     */
    private static Throwable worse(StoreUnavailableException first, Throwable second) {
        return first.mayHaveHappened() && second instanceof StoreUnavailableException ? first : second;
    }
}
