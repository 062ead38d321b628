package io.footfall.product.admin;

import io.footfall.capability.cache.CacheSpec;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.cache.NamedCache;
import io.footfall.capability.jobs.JobQueues;
import io.footfall.capability.jobs.JobWorker;
import io.footfall.capability.jobs.JobWorkers;
import io.footfall.capability.jobs.NewJob;
import io.footfall.capability.locks.AcquiredLock;
import io.footfall.capability.locks.LockRequest;
import io.footfall.capability.locks.Locks;
import io.footfall.capability.ratelimit.Decision;
import io.footfall.capability.ratelimit.RecipientLimits;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Promise;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The steps of the self-test: each exercises one part of the service as requests do, and cleans up. The steps run one
 * after the other, and a failed step does not stop the others.
 */
@Singleton
class SelfTest {

    /** The name of the lock, the queue and the cache key that the self-test uses. */
    static final String NAME = "footfall-self-test";

    private static final String POLICY = "api";
    private static final Duration LEFT_OVER = Duration.ofSeconds(30);
    private static final Duration VISIBILITY = Duration.ofSeconds(5);

    private final RedisCalls redis;
    private final NamedCache<String> cache;
    private final RecipientLimits limits;
    private final Locks locks;
    private final JobQueues queues;
    private final JobWorkers workers;
    private final PubSubProbe pubSubProbe;
    private final PostgresGateway gateway;
    private final Pool postgres;

    SelfTest(
            RedisCalls redis,
            Caches caches,
            RecipientLimits limits,
            Locks locks,
            JobQueues queues,
            JobWorkers workers,
            PubSubProbe pubSubProbe,
            PostgresGateway gateway,
            Pool postgres) {
        this.redis = redis;
        this.cache = caches.create(CacheSpec.named("self-test", String.class)
                .ttl(LEFT_OVER)
                .staleTtl(LEFT_OVER)
                .size(10)
                .build());
        this.limits = limits;
        this.locks = locks;
        this.queues = queues;
        this.workers = workers;
        this.pubSubProbe = pubSubProbe;
        this.gateway = gateway;
        this.postgres = postgres;
    }

    /** A step gave a wrong result. */
    static final class Wrong extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Wrong(String what) {
            super(what, null, false, false);
        }
    }

    /** Returns the steps by name, in execution order. Each step takes a unique id. */
    Map<String, Function<String, Uni<Void>>> steps() {
        Map<String, Function<String, Uni<Void>>> steps = new LinkedHashMap<>();
        steps.put("redis", id -> redis.send(Request.cmd(Command.PING)).replaceWithVoid());
        steps.put("setAndGet", this::setAndGet);
        steps.put("cache", this::cache);
        steps.put("rateLimiter", this::limit);
        steps.put("lock", this::lock);
        steps.put("queue", this::queue);
        steps.put("pubSub", pubSubProbe::hear);
        steps.put(
                "postgres",
                id -> gateway.ask(() -> postgres.query("select 1").execute().replaceWithVoid()));
        return steps;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new Wrong(otherwise);
        }
    }

    private Uni<Void> setAndGet(String id) {
        String key = RedisKeys.selfTest(id);
        return redis.send(Request.cmd(Command.SET).arg(key).arg(id).arg("PX").arg(LEFT_OVER.toMillis()))
                .chain(() -> redis.send(Request.cmd(Command.GET).arg(key)))
                .invoke(found ->
                        check(found != null && found.toString().equals(id), "Redis does not hold what it was told."))
                .call(() -> redis.send(Request.cmd(Command.DEL).arg(key)))
                .replaceWithVoid();
    }

    private Uni<Void> cache(String id) {
        AtomicInteger loads = new AtomicInteger();
        return cache.invalidate(List.of(NAME))
                .chain(() -> read(id, loads))
                .chain(() -> read(id, loads))
                .invoke(() -> check(loads.get() == 1, "What was cached was loaded again."))
                .call(() -> cache.invalidate(List.of(NAME)))
                .chain(() -> read(id, loads))
                .invoke(() -> check(loads.get() == 2, "What was invalidated was answered all the same."))
                .call(() -> cache.invalidate(List.of(NAME)))
                .replaceWithVoid();
    }

    private Uni<String> read(String id, AtomicInteger loads) {
        return cache.get(NAME, () -> Uni.createFrom().item(() -> id + loads.incrementAndGet()))
                .map(cached -> cached.orElseThrow(IllegalStateException::new));
    }

    private Uni<Void> limit(String id) {
        return limits.hit(POLICY, List.of(id))
                .map(hits -> Objects.requireNonNull(hits.get(id)).decision())
                .invoke(decision -> check(decision.isAllowed(), "A key that is new was refused."))
                .invoke(decision -> check(
                        decision.source() != Decision.Source.LOCAL,
                        "This replica limits alone: Redis is away or not used."))
                .call(() -> limits.reset(POLICY, id))
                .replaceWithVoid();
    }

    private Uni<Void> lock(String id) {
        LockRequest request = LockRequest.of(NAME + "-lock", LEFT_OVER);
        return locks.acquire(request, () -> false)
                .invoke(first -> check(first.isPresent(), "A lock that is new was not to be had."))
                .map(Optional::orElseThrow)
                .call(first -> locks.acquire(request, () -> false)
                        .invoke(second -> check(second.isEmpty(), "Two got the same lock.")))
                .map(AcquiredLock::token)
                .chain(token -> locks.release(request.name(), token))
                .invoke(released -> check(released, "A lock was lost."))
                .replaceWithVoid();
    }

    private Uni<Void> queue(String id) {
        return Uni.createFrom().deferred(() -> {
            Promise<Void> done = Promise.promise();
            JobWorker worker = workers.start(
                    NAME, 1, VISIBILITY, job -> Uni.createFrom().voidItem().invoke(() -> done.tryComplete()));
            return queues.enqueue(NAME, NewJob.of("{}"))
                    .chain(() -> Uni.createFrom().completionStage(done.future().toCompletionStage()))
                    .onTermination()
                    .invoke(worker::close);
        });
    }
}
