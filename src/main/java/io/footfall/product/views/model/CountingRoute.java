package io.footfall.product.views.model;

import io.footfall.platform.redis.RedisGateway;
import io.footfall.product.views.failover.EraFence;
import io.footfall.product.views.failover.RedisFailback;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The route by which this replica counts views: the Redis route or the Postgres route. The first counting call to Redis
 * that fails closes the Redis route. Only {@link RedisFailback} opens it, after it has reconciled both stores, or
 * without that while Postgres is unavailable too. Thread-safe.
 */
@Singleton
public final class CountingRoute {

    private static final Logger LOG = Logger.getLogger(CountingRoute.class);

    /**
     * A period in which the Redis route is open.
     *
     * @param masters {@link io.footfall.platform.redis.RedisTopology#identity()} of the Redis that counts
     * @param era the era in which Redis counts the views, see {@link EraFence}
     * @param callsInFlight number of calls that began and have not ended
     */
    public record RedisSession(String masters, long era, AtomicInteger callsInFlight) {

        /**
         * Creates a session without calls in flight.
         *
         * @param masters {@link io.footfall.platform.redis.RedisTopology#identity()} of the Redis that counts
         * @param era the era in which Redis counts the views
         */
        public RedisSession(String masters, long era) {
            this(masters, era, new AtomicInteger());
        }

        /**
         * Registers a call that is about to be made.
         *
         * @param route the route that this session was taken from
         * @return false if the route was closed in the meantime; then the call must not be made, and {@link #end()}
         *     must not be called
         */
        public boolean begin(CountingRoute route) {
            callsInFlight.incrementAndGet();
            if (route.session() == this) {
                return true;
            }
            end();
            return false;
        }

        /**
         * Ends a call whose result is known, or which was recorded as unacknowledged. Must be called once for each
         * registered call.
         */
        public void end() {
            callsInFlight.decrementAndGet();
        }
    }

    /** Why the Redis route was closed. */
    public enum Reason {
        /** Redis does not answer. */
        NO_ANSWER("does not answer"),

        /** Redis replies, but cannot count. */
        REFUSED("refuses to count"),

        /** Redis replies, but refuses this service until an operator changes something, for example permissions. */
        NOT_ALLOWED("does not let this service count"),

        /** Redis lost data, or went back to an older state. */
        FORGOT("has forgotten what it was told"),

        /** Redis is not the instance that this replica knew, or another replica has begun a new era in it. */
        SUPERSEDED("was restarted, failed over or emptied"),

        /** The Redis route is switched off. */
        SWITCHED_OFF("is switched off");

        private final String words;

        Reason(String words) {
            this.words = words;
        }
    }

    private final RedisGateway gateway;
    private final AtomicReference<RedisSession> opening = new AtomicReference<>();
    private volatile RedisSession last = new RedisSession("", 0);
    private final AtomicBoolean decided = new AtomicBoolean();
    private final List<UniEmitter<? super Void>> waiting = new CopyOnWriteArrayList<>();
    private final List<Function<RedisSession, Uni<Void>>> beforeOpening = new CopyOnWriteArrayList<>();
    private final List<Consumer<Reason>> whenClosed = new CopyOnWriteArrayList<>();

    /**
     * Creates a closed route, which is not decided yet. From then on, an opened circuit of Redis closes the route.
     *
     * @param gateway the gateway whose circuit closes the route
     */
    public CountingRoute(RedisGateway gateway) {
        this.gateway = gateway;
        gateway.circuit().whenOpened(cause -> Optional.ofNullable(opening.get())
                .ifPresent(open -> close(open, Reason.NO_ANSWER, cause)));
    }

    /**
     * Returns the open session of the Redis route.
     *
     * @return the session; null while views are counted in Postgres
     */
    public RedisSession session() {
        return opening.get();
    }

    /**
     * Whether the Redis route is closed, so that views are counted in Postgres.
     *
     * @return true if there is no open session
     */
    public boolean isClosed() {
        return opening.get() == null;
    }

    /**
     * Returns the latest session of the Redis route, open or closed.
     *
     * @return the session; before the route was opened for the first time, one of era 0 without an identity
     */
    public RedisSession last() {
        return last;
    }

    /**
     * Returns the store in which this replica counts views now.
     *
     * @return {@link Source#REDIS} while the Redis route is open, else {@link Source#DATABASE}
     */
    public Source source() {
        return opening.get() == null ? Source.DATABASE : Source.REDIS;
    }

    /**
     * Whether this replica has chosen a route since its start.
     *
     * @return true after the first {@link #open} or {@link #stayClosed}; it never becomes false again
     */
    public boolean isDecided() {
        return decided.get();
    }

    /**
     * Waits until this replica has chosen a route after its start.
     *
     * @return completes on the thread that chooses the route, or at once if a route is chosen already; never fails
     */
    public Uni<Void> decided() {
        return Uni.createFrom().emitter(emitter -> {
            waiting.add(emitter);
            if (decided.get()) {
                release();
            }
        });
    }

    private void release() {
        for (UniEmitter<? super Void> emitter : waiting) {
            waiting.remove(emitter);
            emitter.complete(null);
        }
    }

    /**
     * Registers an action that has to complete before the Redis route is opened.
     *
     * @param action prepares for the session that is about to be opened; if it fails, the route is not opened
     */
    public void beforeOpening(Function<RedisSession, Uni<Void>> action) {
        beforeOpening.add(action);
    }

    /**
     * Runs the actions that were registered with {@link #beforeOpening}, one after the other.
     *
     * @param next the session that is about to be opened
     * @return completes when all actions have completed; fails with the failure of the first action that fails
     */
    public Uni<Void> prepare(RedisSession next) {
        return Multi.createFrom()
                .iterable(beforeOpening)
                .onItem()
                .transformToUniAndConcatenate(action -> action.apply(next))
                .collect()
                .last();
    }

    /**
     * Opens the Redis route, after {@link #prepare} has completed.
     *
     * @param next the session that begins
     */
    public void open(RedisSession next) {
        last = next;
        opening.set(next);
        if (decided.getAndSet(true)) {
            LOG.info("views are counted through redis again");
        }
        release();
    }

    /** Keeps the Redis route closed, as it is at the start, so that views are counted in Postgres. */
    public void stayClosed() {
        if (!decided.getAndSet(true)) {
            LOG.info("views are counted in postgres, because redis is not used or does not answer");
        }
        release();
    }

    /**
     * Closes the Redis route, so that views are counted in Postgres. Does nothing if {@code failed} is not the open
     * session any more.
     *
     * @param failed the session in which the cause was found
     * @param reason why the route is closed; for {@link Reason#NO_ANSWER} the circuit of Redis is opened too
     * @param cause the failure; null if there is none
     */
    public void close(RedisSession failed, Reason reason, Throwable cause) {
        if (!opening.compareAndSet(failed, null)) {
            return;
        }
        LOG.warnf("views are counted in postgres: redis %s", reason.words);
        if (reason == Reason.NO_ANSWER) {
            gateway.circuit().open(cause);
        }
        whenClosed.forEach(action -> action.accept(reason));
    }

    /**
     * Registers an action that runs whenever the Redis route is closed.
     *
     * @param action receives the reason on the thread that closed the route; must not block
     */
    public void whenClosed(Consumer<Reason> action) {
        whenClosed.add(action);
    }
}
