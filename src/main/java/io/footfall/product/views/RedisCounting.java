package io.footfall.product.views;

import io.footfall.platform.redis.DedicatedConnection;
import io.footfall.platform.redis.EndOfTurn;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisTopology;
import io.footfall.platform.store.StoreUnavailableException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Group commit of a replica into Redis: views that arrive while a call is in flight go into the next one together, so
 * that calls get larger, not more, as the load grows.
 *
 * <p>A call may touch several partitions, except on a Cluster, where each partition has a lane of its own. When a call
 * fails the way through Redis is closed, and all that waits goes the other way. Confined to its event loop.
 */
final class RedisCounting {

    private static final PartitionId SHARED_LANE = PartitionId.all().get(0);

    /** Where operations go that this has done its part for. */
    interface Next {

        /** The item is not known in Redis. */
        void lookUp(ViewOperation operation);

        /** The way through Redis is closed; the operation did not happen. */
        void reroute(ViewOperation operation);

        /** The way through Redis is closed, and nobody knows whether these happened. */
        void abandoned(DatabaseCounting.Work work);
    }

    /** Operations that may go into one call together, in order of arrival. */
    private final class Lane {
        private final Function<UUID, String> slot;
        private final String era;
        private final ArrayDeque<ViewOperation> waiting = new ArrayDeque<>();
        private final ArrayDeque<RedisChannel> idle = new ArrayDeque<>();
        private final EndOfTurn endOfTurn = new EndOfTurn(context, () -> send(this));
        private int inFlight;

        private Lane(Function<UUID, String> slot, String era) {
            this.slot = slot;
            this.era = era;
        }
    }

    private final Context context;
    private final ViewBuffer.Parts parts;
    private final Next next;
    private final Map<PartitionId, Lane> lanes = new HashMap<>();
    private final RecentViewerCache seen = new RecentViewerCache();
    private CountingRoute.RedisSession opening;
    private DedicatedConnection connection;

    RedisCounting(Context context, ViewBuffer.Parts parts, Next next) {
        this.context = context;
        this.parts = parts;
        this.next = next;
    }

    /** Takes an operation whose item has a place. */
    void add(ViewOperation operation) {
        Lane lane = laneOf(operation);
        lane.waiting.add(operation);
        sendSoon(lane);
    }

    /** At the end of this turn of the event loop, with all views that the turn brings. */
    private void sendSoon(Lane lane) {
        if (lane.inFlight < parts.settings().callsInFlight()) {
            lane.endOfTurn.ask();
        }
    }

    private Lane laneOf(ViewOperation operation) {
        return parts.cluster()
                ? lanes.computeIfAbsent(
                        operation.entries().get(0).partition(),
                        partition -> new Lane(id -> RedisKeys.slot(partition, id.toString()), RedisKeys.era(partition)))
                : lanes.computeIfAbsent(
                        SHARED_LANE, shared -> new Lane(id -> RedisKeys.slot(id.toString()), RedisKeys.era()));
    }

    /** Connects to the Redis of an opening before it is used, so that no view waits for that. */
    Future<Void> prepare(CountingRoute.RedisSession next) {
        follow(next);
        return connection.connect();
    }

    private void send(Lane lane) {
        if (lane.waiting.isEmpty() || lane.inFlight >= parts.settings().callsInFlight()) {
            return;
        }
        CountingRoute.RedisSession current = parts.route().session();
        if (current == null) {
            leave(lane);
            return;
        }
        if (!current.begin(parts.route())) {
            leave(lane);
            return;
        }
        follow(current);
        RedisChannel channel = lane.idle.isEmpty() ? channelOf(lane) : lane.idle.poll();
        List<ViewOperation> batch = parts.nextBatch(lane.waiting);
        batch.forEach(this::mayOnlyLook);
        CountCall call =
                channel.next(batch, parts.shared().audience(), parts.limiter().batch());
        lane.inFlight++;
        channel.make(call).onComplete(result -> {
            lane.inFlight--;
            sendSoon(lane);
            if (result.succeeded()) {
                answered(lane, channel, call, result.result(), current);
            } else {
                failed(call, current, result.cause());
            }
        });
    }

    /** A viewer whose mark Redis holds need not be marked again; an import marks for longer. */
    private void mayOnlyLook(ViewOperation operation) {
        boolean extending = operation.retention().extending();
        for (ViewOperation.Entry entry : operation.entries()) {
            entry.marked(!extending && entry.mark() != null && seen.holds(entry.mark()));
        }
    }

    private void answered(
            Lane lane, RedisChannel channel, CountCall call, Response answers, CountingRoute.RedisSession current) {
        try {
            keep(lane, channel, current);
            answer(call, answers, current);
        } finally {
            current.end();
        }
    }

    private void keep(Lane lane, RedisChannel channel, CountingRoute.RedisSession current) {
        if (opening == current) {
            lane.idle.add(channel);
        }
    }

    /** Views that wait go the other way; those that come from there may be there again already. */
    private void leave(Lane lane) {
        List<ViewOperation> waiting = List.copyOf(lane.waiting);
        lane.waiting.clear();
        waiting.forEach(next::reroute);
    }

    /** Each opening has channels of its own, which begin with nothing that Redis would have to remember. */
    private void follow(CountingRoute.RedisSession current) {
        if (opening != current) {
            if (connection != null) {
                connection.close();
            }
            opening = current;
            connection = new DedicatedConnection(
                    context, parts.clients(), RedisTopology.expected(current.masters(), parts.cluster()));
            lanes.values().forEach(lane -> lane.idle.clear());
            seen.clear();
        }
    }

    private RedisChannel channelOf(Lane lane) {
        return new RedisChannel(
                connection,
                parts.patience(),
                parts.postgres()::look,
                lane.slot,
                new EraFence.Token(lane.era, opening.era()));
    }

    private void answer(CountCall call, Response answers, CountingRoute.RedisSession current) {
        parts.gateway().circuit().succeeded();
        CountReplyReader entries = new CountReplyReader(answers, call.hits().decide(answers));
        int firstViews = 0;
        for (ViewOperation operation : call.batch()) {
            firstViews += answer(operation, entries, current);
        }
        parts.firstViews().counted(current.era(), firstViews);
    }

    /** Tells how many of its entries were first views. */
    private int answer(ViewOperation operation, CountReplyReader entries, CountingRoute.RedisSession current) {
        boolean isKnown = entries.isKnown();
        boolean isFirstView = entries.isFirstView();
        boolean isOverLimit = entries.isOverLimit();
        Outcome.Total total = new Outcome.Total(entries.total(), entries.isApproximate());
        int firstViews = 0;
        for (ViewOperation.Entry entry : operation.entries()) {
            entry.answered(entries.isFirstView());
            firstViews += entries.isFirstView() ? 1 : 0;
            if (entries.isApproximate()) {
                parts.approximate().counted(entry.partition());
            } else if (entries.isKnown()) {
                parts.totals().saw(entry.field(), entries.total());
            }
            if (entries.isKnown() && entry.mark() != null && opening == current) {
                seen.add(entry.mark());
            }
            entries.next();
        }
        if (operation.hit() != null) {
            operation.hit().passed(!isOverLimit);
        }
        if (isKnown) {
            operation.complete(isFirstView, total, Source.REDIS);
        } else if (isOverLimit) {
            operation.refuse();
        } else {
            next.lookUp(operation);
        }
        return firstViews;
    }

    /** What may have been counted goes on together, whatever the limits of its callers. */
    private void letPass(List<ViewOperation> batch) {
        batch.stream().filter(ViewOperation::isCharged).forEach(operation -> parts.limiter()
                .letPass(operation.hit()));
    }

    private static CountingRoute.Reason reasonOf(StoreUnavailableException failure) {
        if (failure.refusal().isPresent()) {
            return CountingRoute.Reason.NOT_ALLOWED;
        }
        return RedisGateway.isRefusal(failure.getCause())
                ? CountingRoute.Reason.REFUSED
                : CountingRoute.Reason.NO_ANSWER;
    }

    private void failed(CountCall call, CountingRoute.RedisSession current, Throwable failure) {
        Optional<UnacknowledgedCall> abandoned =
                failure instanceof StoreUnavailableException unavailable && unavailable.mayHaveHappened()
                        ? Optional.of(call.abandoned())
                        : Optional.empty();
        // Before the way is closed: whoever opens it again undoes what is known of by then, and waits for calls in
        // flight.
        abandoned.ifPresent(parts.unacknowledged()::add);
        current.end();
        if (failure instanceof StoreUnavailableException unavailable) {
            parts.gateway().refusals().note(unavailable);
            parts.route().close(current, reasonOf(unavailable), failure);
            abandoned.ifPresent(undone -> letPass(call.batch()));
            abandoned.ifPresentOrElse(
                    undone -> next.abandoned(new DatabaseCounting.Work(call.batch(), abandoned)),
                    () -> call.batch().forEach(next::reroute));
        } else if (failure instanceof ErrorType error && (error.is("LOST") || error.is("FENCED"))) {
            CountingRoute.Reason reason =
                    error.is("LOST") ? CountingRoute.Reason.FORGOT : CountingRoute.Reason.SUPERSEDED;
            parts.route().close(current, reason, failure);
            call.batch().forEach(next::reroute);
        } else {
            call.batch().forEach(operation -> operation.answer().fail(failure));
        }
    }
}
