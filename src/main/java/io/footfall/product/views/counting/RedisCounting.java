package io.footfall.product.views.counting;

import io.footfall.platform.redis.DedicatedConnection;
import io.footfall.platform.redis.EndOfTurn;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisTopology;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.product.views.failover.EraFence;
import io.footfall.product.views.failover.UnacknowledgedCall;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.Source;
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
 * Group commit of a replica into Redis: views that arrive while a call is in flight go into the next call together. As
 * the load grows, calls get larger instead of more frequent.
 *
 * <p>A call may touch several partitions, except on a Cluster, where each partition has its own lane. When a call
 * fails, the Redis route is closed, and all waiting operations are rerouted. Confined to its event loop.
 */
final class RedisCounting {

    private static final PartitionId SHARED_LANE = PartitionId.all().get(0);

    /** The receiver of operations that cannot be completed here. */
    interface Next {

        /** The item is unknown in Redis. */
        void lookUp(ViewOperation operation);

        /** The Redis route is closed; the operation was not applied. */
        void reroute(ViewOperation operation);

        /** The Redis route is closed; the operations may have been applied, because their call is unacknowledged. */
        void abandoned(DatabaseCounting.Work work);
    }

    /** A queue of operations that may go into one call together, in order of arrival. */
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

    /** Adds an operation whose item has a place. */
    void add(ViewOperation operation) {
        Lane lane = laneOf(operation);
        lane.waiting.add(operation);
        sendSoon(lane);
    }

    /** Sends at the end of this turn of the event loop, with all views that arrive in this turn. */
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

    /** Connects to the Redis of a new session before the session is used, so that no view waits for the connection. */
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

    /**
     * Notes which marks are known to be in Redis and need not be written again. An import always writes its marks,
     * because it extends the time that they are kept.
     */
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

    /**
     * Reroutes the waiting operations. The queue is copied and cleared first, because an operation may be added to this
     * lane again if the route was opened in the meantime.
     */
    private void leave(Lane lane) {
        List<ViewOperation> waiting = List.copyOf(lane.waiting);
        lane.waiting.clear();
        waiting.forEach(next::reroute);
    }

    /**
     * Switches to another session. Each session has its own connection and channels. New channels start without a
     * previous call, so Redis does not need to know one.
     */
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

    /**
     * Completes an operation.
     *
     * @return how many of its entries were first views
     */
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

    /**
     * Allows the operations of an unacknowledged call, whatever the rate limits of their callers. They may have been
     * counted, so they are kept together.
     */
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
        // Register the call before the route is closed and before it ends: the replica reopens the route only after
        // calls in flight have ended, and then revokes the calls that are registered.
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
