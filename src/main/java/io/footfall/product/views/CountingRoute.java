package io.footfall.product.views;

import io.footfall.platform.redis.RedisGateway;
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
 * Which way this replica counts: through Redis, or straight into Postgres. The way through Redis is closed by the first
 * call that fails, and opened by {@link RedisFailback} alone, which first brings both stores in line.
 */
@Singleton
final class CountingRoute {

    private static final Logger LOG = Logger.getLogger(CountingRoute.class);

    /**
     * One span of time in which views are counted through Redis.
     *
     * @param masters {@link io.footfall.platform.redis.RedisTopology#identity()} of the Redis that counts
     * @param era the number under which views are counted that Redis takes, see {@link EraFence}
     * @param callsInFlight calls that were made and have not ended
     */
    record RedisSession(String masters, long era, AtomicInteger callsInFlight) {

        RedisSession(String masters, long era) {
            this(masters, era, new AtomicInteger());
        }

        /** Announces a call; false where the way was closed meanwhile, and no call may be made. */
        boolean begin(CountingRoute route) {
            callsInFlight.incrementAndGet();
            if (route.session() == this) {
                return true;
            }
            end();
            return false;
        }

        /** A call ended, and what became of it is known. */
        void end() {
            callsInFlight.decrementAndGet();
        }
    }

    /** Why the way through Redis was closed. */
    enum Reason {
        /** Redis does not answer. */
        NO_ANSWER("does not answer"),

        /** Redis answers, and cannot count. */
        REFUSED("refuses to count"),

        /** Redis answers, and does not let this service count until an operator changes something. */
        NOT_ALLOWED("does not let this service count"),

        /** Redis has lost its memory, or went back in time. */
        FORGOT("has forgotten what it was told"),

        /** Redis is another one than this replica knew, or another replica brought it in line anew. */
        SUPERSEDED("was restarted, failed over or emptied"),

        /** Redis is not to be used. */
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

    CountingRoute(RedisGateway gateway) {
        this.gateway = gateway;
        gateway.circuit().whenOpened(cause -> Optional.ofNullable(opening.get())
                .ifPresent(open -> close(open, Reason.NO_ANSWER, cause)));
    }

    /** The way through Redis; null while views are counted in Postgres. */
    RedisSession session() {
        return opening.get();
    }

    /** Whether views are counted in Postgres. */
    boolean isClosed() {
        return opening.get() == null;
    }

    /** The latest way through Redis, closed or not. */
    RedisSession last() {
        return last;
    }

    Source source() {
        return opening.get() == null ? Source.DATABASE : Source.REDIS;
    }

    /** Whether it is known since the start which way to go. */
    boolean isDecided() {
        return decided.get();
    }

    /** Completes when it is known which way to go. */
    Uni<Void> decided() {
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

    /** Asks to get ready before the way is opened. */
    void beforeOpening(Function<RedisSession, Uni<Void>> action) {
        beforeOpening.add(action);
    }

    /** Lets everybody get ready who asked for it. */
    Uni<Void> prepare(RedisSession next) {
        return Multi.createFrom()
                .iterable(beforeOpening)
                .onItem()
                .transformToUniAndConcatenate(action -> action.apply(next))
                .collect()
                .last();
    }

    /** Counts through Redis from now on. */
    void open(RedisSession next) {
        last = next;
        opening.set(next);
        if (decided.getAndSet(true)) {
            LOG.info("views are counted through redis again");
        }
        release();
    }

    /** Leaves the way closed that it was found at the start, so that views are counted in Postgres. */
    void stayClosed() {
        if (!decided.getAndSet(true)) {
            LOG.info("views are counted in postgres, because redis is not used or does not answer");
        }
        release();
    }

    /** Counts in Postgres from now on, if the way is still the one that failed. */
    void close(RedisSession failed, Reason reason, Throwable cause) {
        if (!opening.compareAndSet(failed, null)) {
            return;
        }
        LOG.warnf("views are counted in postgres: redis %s", reason.words);
        if (reason == Reason.NO_ANSWER) {
            gateway.circuit().open(cause);
        }
        whenClosed.forEach(action -> action.accept(reason));
    }

    /** Asks to be told whenever the way is closed. */
    void whenClosed(Consumer<Reason> action) {
        whenClosed.add(action);
    }
}
