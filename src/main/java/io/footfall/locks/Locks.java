package io.footfall.locks;

import io.footfall.redis.RedisCalls;
import io.footfall.redis.RedisKeys;
import io.footfall.redis.Script;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Takes locks in Redis. */
@ApplicationScoped
public class Locks {

    private static final Logger LOG = Logger.getLogger(Locks.class);
    private static final Script ACQUIRE = Script.makingRoom("lock-acquire");
    private static final Script EXTEND = Script.makingRoom("lock-extend");
    private static final Script RELEASE = Script.makingRoom("lock-release");
    private static final int EXTENSIONS_PER_TTL = 3;

    private final RedisCalls redis;

    /**
     * Locks for work in the background.
     *
     * @param redis the way to Redis
     */
    public Locks(RedisCalls redis) {
        this.redis = redis.inBackground();
    }

    /**
     * Does something while holding a lock, which is extended for as long as the work runs.
     *
     * @param name the lock's name
     * @param timeToLive how long the lock outlives a holder that dies
     * @param work what to do
     * @param <T> what the work gives
     * @return what the work gave, empty where somebody else holds the lock
     */
    public <T> Uni<Optional<T>> withLock(String name, Duration timeToLive, Supplier<Uni<T>> work) {
        String token = UUID.randomUUID().toString();
        return acquire(name, token, timeToLive)
                .chain(acquired -> acquired
                        ? holding(name, token, timeToLive, work).map(Optional::of)
                        : Uni.createFrom().item(Optional.empty()));
    }

    private <T> Uni<T> holding(String name, String token, Duration timeToLive, Supplier<Uni<T>> work) {
        Cancellable extension = Multi.createFrom()
                .ticks()
                .every(timeToLive.dividedBy(EXTENSIONS_PER_TTL))
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick -> extend(name, token, timeToLive))
                .subscribe()
                .with(extended -> {}, failure -> {});
        return Uni.createFrom().deferred(work::get).onTermination().call(() -> {
            extension.cancel();
            return release(name, token).onFailure().recoverWithNull();
        });
    }

    private Uni<Boolean> acquire(String name, String token, Duration timeToLive) {
        return redis.run(
                        ACQUIRE,
                        List.of(RedisKeys.lock(name), RedisKeys.fence(name)),
                        List.of(token, String.valueOf(timeToLive.toMillis())))
                .map(fencingToken -> fencingToken.toLong() > 0);
    }

    private Uni<Void> extend(String name, String token, Duration timeToLive) {
        return redis.run(EXTEND, List.of(RedisKeys.lock(name)), List.of(token, String.valueOf(timeToLive.toMillis())))
                .invoke(extended -> {
                    if (extended.toInteger() == 0) {
                        LOG.warnf("lock %s was lost before its work ended", name);
                    }
                })
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    private Uni<Void> release(String name, String token) {
        return redis.run(RELEASE, List.of(RedisKeys.lock(name)), List.of(token)).replaceWithVoid();
    }
}
