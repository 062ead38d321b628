package io.footfall.capability.locks;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSubscription;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Wakes those of this process who wait for a lock, when they are the next. They wait without any connection to Redis. */
final class LockWaiters {

    private final Vertx vertx;
    private final Map<String, Bell> bells = new ConcurrentHashMap<>();

    LockWaiters(Vertx vertx, RedisSubscription subscription) {
        this.vertx = vertx;
        subscription.listen(RedisKeys.LOCK_CHANNEL, new Ear());
    }

    /** What is published: the token of whoever is the next. */
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

    /** For whoever waits under a token; to be closed. */
    Bell bell(String token) {
        return bells.computeIfAbsent(token, Bell::new);
    }

    void ringAll() {
        bells.values().forEach(Bell::ring);
    }

    /** Rings for one who waits; not lost where that one looks just now whether it is its turn. */
    final class Bell implements AutoCloseable {

        private final String token;
        private boolean rung;
        private UniEmitter<? super Void> waiting;

        private Bell(String token) {
            this.token = token;
        }

        /** Completes when it rings, or has since it was waited for last, or after a time. */
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
