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
 * Locks in Redis. A lock that is not extended expires. A holder that is paused for longer than the time to live no
 * longer holds the lock and does not know it. So a lock only keeps callers from doing the same work at the same time.
 * It is not a guarantee against two writers: protect data that must not be written by two of them with the fencing
 * token, which only increases.
 */
@Singleton
public class Locks {

    private static final String LIBRARY = "locks";
    private static final Script ACQUIRE = Script.makingRoom(LIBRARY, "lock-acquire");
    private static final Script EXTEND = Script.makingRoom(LIBRARY, "lock-extend");
    private static final Script RELEASE = Script.makingRoom(LIBRARY, "lock-release");
    private static final Script LOOK = Script.named(LIBRARY, "lock-look");

    /** How often a waiter renews its queue entry and retries. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /**
     * How long the queue entry of a waiter stays valid without a renewal. After that the next waiter is first, so a
     * crashed waiter blocks the others for at most this long.
     */
    private static final Duration ALIVE = Duration.ofSeconds(2);

    private static final String DOES_NOT_WAIT = "0";

    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final RedisCalls redis;
    private final RedisCalls inBackground;
    private final LockWaiters waiters;
    private volatile boolean leaving;

    /**
     * Locks for background work and for requests that may wait.
     *
     * @param vertx for timers
     * @param redis runs the scripts
     * @param subscription receives the token of the waiter that is first in the queue
     */
    @Inject
    public Locks(Vertx vertx, RedisCalls redis, RedisSubscription subscription) {
        this(vertx, redis, subscription, System::nanoTime);
    }

    /**
     * Locks with the given monotonic clock.
     *
     * @param vertx for timers
     * @param redis runs the scripts
     * @param subscription receives the token of the waiter that is first in the queue
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    public Locks(Vertx vertx, RedisCalls redis, RedisSubscription subscription, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.vertx = vertx;
        this.redis = redis;
        this.inBackground = redis.inBackground();
        this.waiters = new LockWaiters(vertx, subscription);
    }

    /**
     * Ends all waits before this replica shuts down: each waiter makes one more attempt, and returns empty if that
     * fails.
     */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        leaving = true;
        waiters.ringAll();
    }

    /**
     * Acquires a lock. Waiters get it in the order in which they came, across all replicas.
     *
     * @param request the lock
     * @param isGone whether the caller no longer waits for the reply, for example because its connection is closed; a
     *     lock that is acquired then is released
     * @return the lock; empty where it was not acquired before the timeout of the request
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

    /**
     * A waiter: retries until it acquires the lock, until its timeout, or until the caller is gone or the replica shuts
     * down.
     */
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
                    // An unacknowledged call: the lock may have been acquired although no reply arrived.
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

        /**
         * Only the first waiter retries when the holder's lease expires. Other waiters wait for a wake-up, and retry
         * only to renew their queue entry.
         */
        private long pauseAfter(AcquireResult.Refused refused) {
            return refused.isFirst()
                    ? Math.min(refused.freeInMillis() + 1, LOOK_AGAIN.toMillis())
                    : LOOK_AGAIN.toMillis();
        }

        private Uni<Optional<AcquireResult.Taken>> nothing() {
            return Uni.createFrom().item(Optional.empty());
        }

        /** Releases the lock if it was acquired, and otherwise removes the waiter from the queue. */
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
     * Extends the lease of a lock.
     *
     * @param name its name
     * @param token the token of the acquired lock
     * @param timeToLive the new time to live, from now on
     * @return the lock with its new expiry and the same fencing token; empty where the caller no longer holds it
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
     * @param token the token of the acquired lock
     * @return false where the caller no longer holds it
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
     * Runs work while holding a lock. The lease is renewed while the work runs, and the lock is released after it.
     *
     * @param request the lock
     * @param work the work; {@link HeldLock#lost()} notifies it when the lock is lost. The work is not stopped then, so
     *     it may overlap with the work of the next holder
     * @param <T> result of the work
     * @return the result of the work; empty where the lock was not acquired before the timeout of the request
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
