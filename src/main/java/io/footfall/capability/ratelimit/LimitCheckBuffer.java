package io.footfall.capability.ratelimit;

import io.footfall.platform.redis.EndOfTurn;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.StoreUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Group commit of the hits of a replica: hits that arrive while a call is in flight go into the next call together. On
 * a Redis Cluster each partition has a lane with its own call in flight. A lane is bounded: beyond 20,000 pending hits
 * it sheds load. Confined to its event loop.
 */
final class LimitCheckBuffer {

    /** Counts hits, or reads the counters. */
    static final Script LIMIT = Script.named("limits", "limit");

    private static final int LARGEST_BATCH = 512;
    private static final int MOST_WAITING = 20_000;
    private static final PartitionId SHARED_LANE = PartitionId.all().get(0);

    private record Waiting(LimitCheck check, Promise<Void> counted) {}

    private final class Lane {
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        private final EndOfTurn endOfTurn = new EndOfTurn(context, () -> send(this));
        private boolean inFlight;
    }

    private final Context context;
    private final PipelinedCalls redis;
    private final Supplier<LimitCheckBatch> batches;
    private final boolean cluster;
    private final Map<PartitionId, Lane> lanes = new HashMap<>();

    LimitCheckBuffer(Context context, PipelinedCalls redis, Supplier<LimitCheckBatch> batches, boolean cluster) {
        this.context = context;
        this.redis = redis;
        this.batches = batches;
        this.cluster = cluster;
    }

    /**
     * Counts and decides a hit. {@code counted} fails with {@link StoreUnavailableException} where Redis is
     * unavailable, and where too many hits are pending (overload).
     */
    void submit(LimitCheck check, Promise<Void> counted) {
        Lane lane = lanes.computeIfAbsent(cluster ? check.key().partition() : SHARED_LANE, partition -> new Lane());
        if (lane.waiting.size() >= MOST_WAITING) {
            counted.fail(StoreUnavailableException.overloaded());
            return;
        }
        lane.waiting.add(new Waiting(check, counted));
        sendSoon(lane);
    }

    /** Sends the batch at the end of this turn of the event loop, together with all hits of the turn. */
    private void sendSoon(Lane lane) {
        if (!lane.inFlight) {
            lane.endOfTurn.ask();
        }
    }

    private void send(Lane lane) {
        if (lane.waiting.isEmpty()) {
            return;
        }
        lane.inFlight = true;
        List<Waiting> taken = new ArrayList<>();
        LimitCheckBatch batch = batches.get();
        while (taken.size() < LARGEST_BATCH && !lane.waiting.isEmpty()) {
            Waiting next = lane.waiting.remove();
            batch.add(next.check());
            taken.add(next);
        }
        List<String> keys = new ArrayList<>();
        List<String> arguments = new ArrayList<>();
        batch.addKeys(keys);
        batch.addArguments(arguments);
        redis.run(LIMIT, keys, arguments)
                .emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(
                        answers -> ended(lane, () -> answer(batch, answers, taken)),
                        failure -> ended(lane, () -> fail(lane, taken, failure)));
    }

    /**
     * Fails the hits of a call. Where Redis is unavailable, also fails the pending hits, because they would wait for
     * the same timeout and fail too.
     */
    private static void fail(Lane lane, List<Waiting> taken, Throwable failure) {
        List<Waiting> all = new ArrayList<>(taken);
        if (failure instanceof StoreUnavailableException) {
            all.addAll(lane.waiting);
            lane.waiting.clear();
        }
        all.forEach(waiting -> waiting.counted().fail(failure));
    }

    private static void answer(LimitCheckBatch batch, Response answers, List<Waiting> taken) {
        batch.decide(answers);
        taken.forEach(waiting -> waiting.counted().complete());
    }

    private void ended(Lane lane, Runnable answer) {
        lane.inFlight = false;
        try {
            answer.run();
        } finally {
            sendSoon(lane);
        }
    }
}
