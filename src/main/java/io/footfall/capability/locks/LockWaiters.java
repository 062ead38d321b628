package io.footfall.capability.locks;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSubscription;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Wakes up the waiters of this process when they are first in the queue of their lock. A waiter holds no connection to
 * Redis.
 */
final class LockWaiters {

    private final Vertx vertx;
    private final Map<String, Bell> bells = new ConcurrentHashMap<>();

    LockWaiters(Vertx vertx, RedisSubscription subscription) {
        this.vertx = vertx;
        subscription.listen(RedisKeys.LOCK_CHANNEL, new Ear());
    }

    /** Receives published messages: each is the token of the waiter that is first in the queue now. */
    private final class Ear implements RedisSubscription.Listener {

        @Override
        public void heard(String token) {
            Bell bell = bells.get(token);
            if (bell != null) {
                bell.ring();
            }
        }

        @Override
        public void mayHaveMissed() {
            ringAll();
        }
    }

    /** Returns the bell of the waiter with a token. The caller must close it. */
    Bell bell(String token) {
        return bells.computeIfAbsent(token, Bell::new);
    }

    void ringAll() {
        bells.values().forEach(Bell::ring);
    }

    /**
     * Wakes up one waiter. A ring is not lost if the waiter is not awaiting at that moment, for example because its
     * retry is in flight: the next {@link #await} completes at once.
     */
    final class Bell implements AutoCloseable {

        private final String token;
        private boolean rung;
        private UniEmitter<? super Void> waiting;

        private Bell(String token) {
            this.token = token;
        }

        /**
         * Completes when the bell rings, at once if it rang since the last await, or after a timeout.
         *
         * @param millis the timeout in milliseconds; less than 1 counts as 1
         */
        Uni<Void> await(long millis) {
            return Uni.createFrom().emitter(emitter -> {
                synchronized (this) {
                    if (!rung) {
                        waiting = emitter;
                        long timer = vertx.setTimer(Math.max(1, millis), over -> ring());
                        emitter.onTermination(() -> vertx.cancelTimer(timer));
                        return;
                    }
                    rung = false;
                }
                emitter.complete(null);
            });
        }

        private void ring() {
            UniEmitter<? super Void> woken;
            synchronized (this) {
                woken = waiting;
                waiting = null;
                rung = woken == null;
            }
            if (woken != null) {
                woken.complete(null);
            }
        }

        @Override
        public void close() {
            bells.remove(token);
        }
    }
}
