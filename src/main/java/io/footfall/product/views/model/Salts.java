package io.footfall.product.views.model;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The salts of dedup windows, shared by all replicas: agreed on in Postgres and then in Redis, or in the one store that
 * is available. If the stores hold different salts, because each was asked while the other was unavailable, the salt in
 * Redis wins.
 */
@Singleton
public final class Salts {

    private static final Script AGREE = Script.named("salt");
    private static final int BYTES = 32;

    private record Held(Salt salt, DedupRetention retention) {}

    private final Vertx vertx;
    private final RedisCalls redis;
    private final SaltStore store;
    private final CountingRoute route;
    private final DedupWindows windows;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<DedupWindow, Held> held = new ConcurrentHashMap<>();
    private final Map<DedupRetention, Uni<Salt>> asking = new ConcurrentHashMap<>();

    /**
     * Creates an empty cache; agrees on no salt yet.
     *
     * @param vertx provides the context of the caller
     * @param redis runs the script that agrees on a salt
     * @param store the salts in Postgres
     * @param route decides whether Redis is asked
     * @param windows finds the next window
     * @param clock the present time
     */
    public Salts(
            Vertx vertx, RedisCalls redis, SaltStore store, CountingRoute route, DedupWindows windows, Clock clock) {
        this.windows = windows;
        this.vertx = vertx;
        this.redis = redis;
        this.store = store;
        this.route = route;
        this.clock = clock;
    }

    /**
     * Returns the salt of a window, cached after the first request. Concurrent first requests share one query.
     *
     * @param retention the window, and until when its salt is needed
     * @return the salt, on the context of the caller; fails if neither store is available
     */
    public Uni<Salt> of(DedupRetention retention) {
        return known(retention).map(salt -> Uni.createFrom().item(salt)).orElseGet(() -> {
            Context caller = vertx.getOrCreateContext();
            return asking.computeIfAbsent(retention, this::ask)
                    .emitOn(answer -> caller.runOnContext(unused -> answer.run()));
        });
    }

    /**
     * Returns the salt of a window without a query.
     *
     * @param retention the window, and until when its salt is needed
     * @return the salt; empty if it is not cached, or not agreed on for as long as the retention requires
     */
    public Optional<Salt> known(DedupRetention retention) {
        return Optional.ofNullable(held.get(retention.window()))
                .filter(known -> !retention.until().isAfter(known.retention().until()))
                .map(Held::salt);
    }

    private Uni<Salt> ask(DedupRetention retention) {
        Held known = held.get(retention.window());
        return Uni.createFrom()
                .deferred(() -> agree(known == null ? offer() : known.salt().text(), retention))
                .onTermination()
                .invoke(() -> asking.remove(retention))
                .memoize()
                .indefinitely();
    }

    private Uni<Salt> agree(String offer, DedupRetention retention) {
        String window = retention.window().label();
        Uni<String> inPostgres = store.offer(window, offer, retention.until());
        if (route.session() == null) {
            return inPostgres.map(salt -> hold(salt, retention));
        }
        return inPostgres
                .onFailure()
                .invoke(RecoveredFailure.AGREE_ON_SALT::record)
                .onFailure()
                .recoverWithItem(offer)
                .chain(first -> agreeInRedis(window, first, retention.until())
                        .onFailure()
                        .invoke(RecoveredFailure.AGREE_ON_SALT::record)
                        .onFailure()
                        .recoverWithUni(() -> inPostgres))
                .map(salt -> hold(salt, retention));
    }

    private Uni<String> agreeInRedis(String window, String offer, Instant until) {
        return redis.run(AGREE, List.of(RedisKeys.salt(window)), List.of(offer, String.valueOf(until.toEpochMilli())))
                .map(Object::toString)
                .call(salt -> salt.equals(offer) ? Uni.createFrom().voidItem() : takeOver(window, salt));
    }

    private Uni<Void> takeOver(String window, String salt) {
        return store.replace(window, salt).plug(RecoveredFailure.AGREE_ON_SALT::ignore);
    }

    private Salt hold(String text, DedupRetention retention) {
        Salt salt = new Salt(text);
        held.put(retention.window(), new Held(salt, retention));
        return salt;
    }

    private String offer() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /**
     * Writes the salts that Postgres holds to Redis, before Redis counts again. Where Redis already holds another salt
     * of a window, that salt replaces the one in Postgres.
     *
     * @return completes when Redis holds a salt of each of these windows; fails if a store is unavailable
     */
    public Uni<Void> bringBack() {
        return store.held(clock.instant())
                .onItem()
                .transformToMulti(salts -> Multi.createFrom().iterable(salts))
                .onItem()
                .transformToUniAndConcatenate(stored -> agreeInRedis(stored.window(), stored.salt(), stored.until()))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /**
     * Offers the cached salts again to a store that lost its data, discards expired ones, and agrees on the salt of the
     * next window in advance, because a store may be unavailable when that window begins.
     */
    @Scheduled(every = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> offerAgain() {
        held.values().removeIf(entry -> entry.retention().until().isBefore(clock.instant()));
        return of(windows.next())
                .replaceWithVoid()
                .plug(RecoveredFailure.AGREE_ON_SALT::ignore)
                .chain(this::offerHeld);
    }

    private Uni<Void> offerHeld() {
        return Multi.createFrom()
                .iterable(List.copyOf(held.values()))
                .onItem()
                .transformToUniAndConcatenate(entry -> agree(entry.salt().text(), entry.retention()))
                .collect()
                .last()
                .<Void>replaceWith(() -> null)
                .plug(RecoveredFailure.AGREE_ON_SALT::ignore);
    }
}
