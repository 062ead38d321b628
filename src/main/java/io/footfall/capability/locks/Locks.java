package io.footfall.capability.locks;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSubscription;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Takes locks in Redis. A lock that nobody extends ends by itself; whoever is paused for longer than that no longer holds it and does
 * not know. So it keeps others from doing the same work at the same time, and nothing more: what must not be written by two is
 * guarded by the fencing token, which only grows.
 */
@Singleton
public class Locks {

    private static final String LIBRARY = "locks";
    private static final Script ACQUIRE = Script.makingRoom(LIBRARY, "lock-acquire");
    private static final Script EXTEND = Script.makingRoom(LIBRARY, "lock-extend");
    private static final Script RELEASE = Script.makingRoom(LIBRARY, "lock-release");
    private static final Script LOOK = Script.named(LIBRARY, "lock-look");

    /** How often who waits shows that it is there, and looks. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** How long who waits is taken for alive without that. */
    private static final Duration ALIVE = Duration.ofSeconds(2);

    private static final String DOES_NOT_WAIT = "0";

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final RedisCalls redis;
    private final RedisCalls inBackground;
    private final LockWaiters waiters;
    private volatile boolean leaving;

    /**
     * Locks for work in the background, and for requests that may wait.
     *
     * @param vertx keeps the time
     * @param redis the way to Redis
     * @param subscription tells who is the next
     */
    @Inject
    public Locks(Vertx vertx, RedisCalls redis, RedisSubscription subscription) {
        this(vertx, redis, subscription, System::nanoTime);
    }

    /**
     * The same with another clock.
     *
     * @param vertx keeps the time
     * @param redis the way to Redis
     * @param subscription tells who is the next
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    public Locks(Vertx vertx, RedisCalls redis, RedisSubscription subscription, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.vertx = vertx;
        this.redis = redis;
        this.inBackground = redis.inBackground();
        this.waiters = new LockWaiters(vertx, subscription);
    }

    /** Whoever waits is answered before this replica ends. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        leaving = true;
        waiters.ringAll();
    }

    /**
     * Takes a lock. Those who wait get it in the order in which they came, on whichever replica.
     *
     * @param request the lock
     * @param isGone whether nobody waits for the answer any more; a lock that is got then is released
     * @return the lock; empty where it was not to be had in time
     */
    public Uni<Optional<AcquiredLock>> acquire(LockRequest request, BooleanSupplier isGone) {
        return taken(redis, request, isGone).map(taken -> taken.map(AcquireResult.Taken::grant));
    }

    private Uni<Optional<AcquireResult.Taken>> taken(RedisCalls calls, LockRequest request, BooleanSupplier isGone) {
        return Uni.createFrom().deferred(() -> {
            String token = UUID.randomUUID().toString();
            LockWaiters.Bell bell = waiters.bell(token);
            long deadline = nanoTime.getAsLong() + request.patience().toNanos();
            return new Waiting(calls, request, token, bell, deadline, isGone)
                    .go()
                    .onTermination()
                    .invoke(bell::close);
        });
    }

    /** One who wants a lock, and tries until it is had or the time is over. */
    private final class Waiting {

        private final RedisCalls calls;
        private final LockRequest request;
        private final String token;
        private final LockWaiters.Bell bell;
        private final long deadlineNanos;
        private final BooleanSupplier isGone;

        private Waiting(
                RedisCalls calls,
                LockRequest request,
                String token,
                LockWaiters.Bell bell,
                long deadlineNanos,
                BooleanSupplier isGone) {
            this.calls = calls;
            this.request = request;
            this.token = token;
            this.bell = bell;
            this.deadlineNanos = deadlineNanos;
            this.isGone = isGone;
        }

        private Uni<Optional<AcquireResult.Taken>> go() {
            return attempt()
                    .onFailure()
                    // Nobody knows whether it was taken.
                    .invoke(this::letGo)
                    .chain(this::goOn);
        }

        private Uni<AcquireResult> attempt() {
            long sent = nanoTime.getAsLong();
            String alive = request.patience().isZero() ? DOES_NOT_WAIT : Long.toString(ALIVE.toMillis());
            return calls.run(
                            ACQUIRE,
                            keysOf(request.name()),
                            List.of(token, millis(request.timeToLive()), request.owner(), alive))
                    .map(answer -> AcquireResult.of(answer, token, sent));
        }

        private Uni<Optional<AcquireResult.Taken>> goOn(AcquireResult result) {
            if (isGone.getAsBoolean()) {
                letGo();
                return nothing();
            }
            if (result instanceof AcquireResult.Taken taken) {
                return Uni.createFrom().item(Optional.of(taken));
            }
            if (request.patience().isZero()) {
                return nothing();
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - nanoTime.getAsLong());
            if (left <= 0 || leaving) {
                letGo();
                return nothing();
            }
            return bell.await(Math.min(left, pauseAfter((AcquireResult.Refused) result)))
                    .chain(this::go);
        }

        /** Only the next one waits for the end of the holder's time; others are woken by whoever releases it. */
        private long pauseAfter(AcquireResult.Refused refused) {
            return refused.isFirst()
                    ? Math.min(refused.freeInMillis() + 1, LOOK_AGAIN.toMillis())
                    : LOOK_AGAIN.toMillis();
        }

        private Uni<Optional<AcquireResult.Taken>> nothing() {
            return Uni.createFrom().item(Optional.empty());
        }

        /** Releases what may have been taken, or the place among those who wait. */
        private void letGo() {
            RecoveredFailure.RELEASE_LOCK.attempt(release(inBackground, request.name(), token));
        }
    }

    private static List<String> keysOf(String name) {
        return List.of(RedisKeys.lock(name));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    /**
     * Extends a lock.
     *
     * @param name its name
     * @param token of whoever took it
     * @param timeToLive from now on
     * @return the lock; empty where it is no longer the caller's
     */
    public Uni<Optional<AcquiredLock>> extend(String name, String token, Duration timeToLive) {
        return extend(redis, name, token, timeToLive);
    }

    Uni<Optional<AcquiredLock>> extendInBackground(String name, String token, Duration timeToLive) {
        return extend(inBackground, name, token, timeToLive);
    }

    private static Uni<Optional<AcquiredLock>> extend(
            RedisCalls calls, String name, String token, Duration timeToLive) {
        return calls.run(EXTEND, keysOf(name), List.of(token, millis(timeToLive)))
                .map(answer -> answer.size() == 0
                        ? Optional.empty()
                        : Optional.of(
                                new AcquiredLock(token, answer.get(0).toLong(), AcquireResult.time(answer.get(1)))));
    }

    /**
     * Releases a lock.
     *
     * @param name its name
     * @param token of whoever took it
     * @return false where it is no longer the caller's
     */
    public Uni<Boolean> release(String name, String token) {
        return release(redis, name, token);
    }

    private static Uni<Boolean> release(RedisCalls calls, String name, String token) {
        return calls.run(RELEASE, keysOf(name), List.of(token, RedisKeys.LOCK_CHANNEL))
                .map(released -> released.toInteger() == 1);
    }

    Uni<LockStatus> look(String name) {
        return redis.run(LOOK, keysOf(name), List.of()).map(answer -> LockStatus.of(name, answer));
    }

    /**
     * Does something while holding a lock, which is extended for as long as the work runs.
     *
     * @param request the lock
     * @param work what to do; it is told when the lock was lost, and may be at it still when somebody else is too
     * @param <T> what the work gives
     * @return what the work gave, empty where the lock was not to be had
     */
    public <T> Uni<Optional<T>> withLock(LockRequest request, Function<HeldLock, Uni<T>> work) {
        return taken(inBackground, request, () -> false)
                .chain(found -> found.map(taken -> holding(request, taken, work).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private <T> Uni<T> holding(LockRequest request, AcquireResult.Taken taken, Function<HeldLock, Uni<T>> work) {
        HeldLock held = new HeldLock(request.name(), taken.grant());
        LeaseRenewer renewer = new LeaseRenewer(vertx, nanoTime, this, held, request.timeToLive(), taken.sentNanos());
        return Uni.createFrom().deferred(() -> work.apply(held)).onTermination().call(() -> {
            renewer.close();
            return release(inBackground, request.name(), held.token()).plug(RecoveredFailure.RELEASE_LOCK::ignore);
        });
    }
}
