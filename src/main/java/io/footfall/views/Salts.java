package io.footfall.views;

import io.footfall.redis.RedisCalls;
import io.footfall.redis.RedisKeys;
import io.footfall.redis.Script;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The salts of dedup windows, shared by all replicas through Redis. */
@ApplicationScoped
class Salts {

    private static final Script AGREE = Script.named("salt");
    private static final int BYTES = 32;

    private record Held(Salt salt, Retention retention) {}

    private final Vertx vertx;
    private final RedisCalls redis;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<DedupWindow, Held> held = new ConcurrentHashMap<>();
    private final Map<Retention, Uni<Salt>> asking = new ConcurrentHashMap<>();

    Salts(Vertx vertx, RedisCalls redis, Clock clock) {
        this.vertx = vertx;
        this.redis = redis;
        this.clock = clock;
    }

    /**
     * The salt of a window, from memory after the first time; those who come first ask together.
     *
     * @return the salt, on the context of the caller; fails where Redis does not answer
     */
    Uni<Salt> of(Retention retention) {
        Held known = held.get(retention.window());
        if (known != null && !retention.until().isAfter(known.retention().until())) {
            return Uni.createFrom().item(known.salt());
        }
        Context caller = vertx.getOrCreateContext();
        return asking.computeIfAbsent(retention, this::ask)
                .emitOn(answer -> caller.runOnContext(unused -> answer.run()));
    }

    private Uni<Salt> ask(Retention retention) {
        Held known = held.get(retention.window());
        return agree(known == null ? offer() : known.salt().text(), retention)
                .onTermination()
                .invoke(() -> asking.remove(retention))
                .memoize()
                .indefinitely();
    }

    private Uni<Salt> agree(String offer, Retention retention) {
        return redis.run(
                        AGREE,
                        List.of(RedisKeys.salt(retention.window().label())),
                        List.of(offer, String.valueOf(retention.until().toEpochMilli())))
                .map(answer -> hold(new Salt(answer.toString()), retention));
    }

    private Salt hold(Salt salt, Retention retention) {
        held.put(retention.window(), new Held(salt, retention));
        return salt;
    }

    private String offer() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Puts back what a Redis that lost its memory no longer knows, and forgets what is over. */
    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> offerAgain() {
        held.values().removeIf(entry -> entry.retention().until().isBefore(clock.instant()));
        return Multi.createFrom()
                .iterable(List.copyOf(held.values()))
                .onItem()
                .transformToUniAndConcatenate(entry -> agree(entry.salt().text(), entry.retention()))
                .onFailure()
                .recoverWithCompletion()
                .collect()
                .last()
                .replaceWithVoid();
    }
}
