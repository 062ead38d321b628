package io.footfall.views;

import io.footfall.catalog.ItemId;
import io.footfall.redis.HeldConnection;
import io.footfall.redis.PartitionId;
import io.footfall.redis.RedisKeys;
import io.footfall.redis.Script;
import io.footfall.redis.StoreUnavailableException;
import io.footfall.web.UnknownItemException;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Group commit of one event loop: views that arrive while a call to Redis is in flight go into the next one together,
 * so that calls get larger, not more, as the load grows. Items that Redis does not know are looked up in Postgres the
 * same way, and their views sent again with the count to start from.
 *
 * <p>A call may touch several partitions, except on a Cluster, where each partition has a lane of its own. Confined to
 * its event loop.
 */
final class ViewBuffer {

    private static final Script COUNT = Script.named("count");
    private static final int MOST_WAITING = 20_000;
    private static final PartitionId SHARED_LANE = PartitionId.all().get(0);

    private static final int FIRST_VIEW = 1;
    private static final int SEEN = 0;

    /** Operations that may go into one call together, in order of arrival. */
    private static final class Lane {
        private final ArrayDeque<CountOp> waiting = new ArrayDeque<>();
        private int inFlight;
    }

    /** What a buffer works on. */
    record Parts(ViewStore store, CatalogPlaces places, boolean cluster, ViewSettings settings) {

        boolean isOpen() {
            return settings.catalogMode() == ViewSettings.CatalogMode.OPEN;
        }
    }

    private final HeldConnection redis;
    private final Parts parts;
    private final Map<PartitionId, Lane> lanes = new HashMap<>();
    private final Lane lookUps = new Lane();
    private int waiting;

    ViewBuffer(HeldConnection redis, Parts parts) {
        this.redis = redis;
        this.parts = parts;
    }

    /** Takes an operation; its answer completes on this event loop. */
    void submit(CountOp op) {
        if (waiting >= MOST_WAITING) {
            op.answer().fail(StoreUnavailableException.overloaded());
            return;
        }
        waiting++;
        op.answer().future().onComplete(done -> waiting--);
        route(op);
    }

    private void route(CountOp op) {
        if (op.isPlaced()) {
            Lane lane = laneOf(op);
            lane.waiting.add(op);
            send(lane);
        } else {
            lookUpLater(op);
        }
    }

    private Lane laneOf(CountOp op) {
        PartitionId lane = parts.cluster() ? op.entries().get(0).partition() : SHARED_LANE;
        return lanes.computeIfAbsent(lane, unused -> new Lane());
    }

    private void send(Lane lane) {
        if (lane.waiting.isEmpty() || lane.inFlight >= parts.settings().callsInFlight()) {
            return;
        }
        lane.inFlight++;
        List<CountOp> batch = nextBatch(lane);
        CountCall call = CountCall.of(batch);
        redis.run(COUNT, call.keys(), call.arguments()).onComplete(result -> {
            lane.inFlight--;
            if (result.succeeded()) {
                answer(batch, result.result());
            } else {
                batch.forEach(op -> op.answer().fail(result.cause()));
            }
            send(lane);
        });
    }

    /** Operations of one window; the next window waits for the next call. */
    private List<CountOp> nextBatch(Lane lane) {
        List<CountOp> batch = new ArrayList<>();
        Retention retention = lane.waiting.peek().retention();
        while (batch.size() < parts.settings().largestBatch()
                && !lane.waiting.isEmpty()
                && lane.waiting.peek().retention().equals(retention)) {
            batch.add(lane.waiting.poll());
        }
        return batch;
    }

    private void answer(List<CountOp> batch, Response answers) {
        int at = 0;
        for (CountOp op : batch) {
            int status = answers.get(at).toInteger();
            long total = answers.get(at + 1).toLong();
            at += 2 * op.entries().size();
            if (status == FIRST_VIEW) {
                op.answer().complete(new Outcome.Counted(total));
            } else if (status == SEEN) {
                op.answer().complete(new Outcome.Duplicate(total));
            } else {
                lookUpLater(op);
            }
        }
    }

    private void lookUpLater(CountOp op) {
        if (op.mayLookUp()) {
            lookUps.waiting.add(op);
            lookUp();
        } else {
            op.answer().fail(unknown(op));
        }
    }

    private void lookUp() {
        if (lookUps.waiting.isEmpty() || lookUps.inFlight > 0) {
            return;
        }
        lookUps.inFlight++;
        List<CountOp> batch = new ArrayList<>();
        while (batch.size() < parts.settings().largestBatch() && !lookUps.waiting.isEmpty()) {
            batch.add(lookUps.waiting.poll());
        }
        Set<ItemId> items = new LinkedHashSet<>();
        batch.forEach(op -> op.entries().forEach(entry -> items.add(entry.item())));
        parts.store()
                .lookUp(items)
                .subscribe()
                .with(found -> lookedUp(batch, found), failure -> lookUpFailed(batch, failure));
    }

    private void lookUpFailed(List<CountOp> batch, Throwable failure) {
        lookUps.inFlight--;
        batch.forEach(op -> op.answer().fail(failure));
        lookUp();
    }

    private void lookedUp(List<CountOp> batch, Map<ItemId, CatalogEntry> found) {
        lookUps.inFlight--;
        for (CountOp op : batch) {
            if (complete(op, found)) {
                route(op);
            } else {
                op.answer().fail(unknown(op));
            }
        }
        lookUp();
    }

    private boolean complete(CountOp op, Map<ItemId, CatalogEntry> found) {
        int entries = op.entries().size();
        for (int i = 0; i < entries; i++) {
            ItemId item = op.entries().get(i).item();
            CatalogEntry entry = found.get(item);
            if (entry == null && !parts.isOpen()) {
                parts.places().forget(item);
                return false;
            }
            CatalogPlaces.Place place = entry == null
                    ? new CatalogPlaces.Place(item.id(), null)
                    : new CatalogPlaces.Place(entry.home(), entry.storyId());
            if (entry != null) {
                parts.places().learn(item, place);
            }
            op.found(i, place, entry == null ? 0 : entry.persistedViews());
        }
        return true;
    }

    private static UnknownItemException unknown(CountOp op) {
        return new UnknownItemException(op.item().type().word());
    }

    /** The keys and arguments of {@code count.lua} for a batch of one window. */
    private record CountCall(List<String> keys, List<String> arguments) {

        static CountCall of(List<CountOp> batch) {
            Retention retention = batch.get(0).retention();
            Map<PartitionId, String> indexes = new LinkedHashMap<>();
            List<String> arguments = new ArrayList<>(3 + 3 * batch.size());
            arguments.add(retention.window().label());
            arguments.add(Long.toString(retention.until().toEpochMilli()));
            arguments.add(retention.extending() ? "1" : "0");
            for (CountOp op : batch) {
                boolean alone = op.isOneUnseeded();
                if (!alone) {
                    arguments.add("*");
                    arguments.add(Integer.toString(op.entries().size()));
                }
                for (CountOp.Entry entry : op.entries()) {
                    arguments.add(
                            indexes.computeIfAbsent(entry.partition(), unused -> Integer.toString(indexes.size() + 1)));
                    arguments.add(entry.item().field());
                    arguments.add(entry.mark());
                    if (!alone) {
                        arguments.add(entry.seed());
                    }
                }
            }
            return new CountCall(
                    indexes.keySet().stream().map(RedisKeys::partition).toList(), arguments);
        }
    }
}
