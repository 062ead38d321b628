package io.footfall.capability.cache;

import io.footfall.platform.redis.PipelinedCalls;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.RecoveredFailure;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Values in Redis, which all replicas share, and the lock that lets one of them load. No connection is held while it loads.
 *
 * <p>Switched off it is neither read nor written; invalidations go there all the same, so that it is right when it is switched
 * on again.
 *
 * <p>A replica that could not tell Redis of an invalidation does without level 2 until it has emptied it: nobody else knows
 * what there is out of date.
 */
final class Level2<T> {

    /** How long a loader that dies keeps others from loading. */
    static final Duration LOCK = Duration.ofSeconds(2);

    private static final Script READ = Script.named("cache", "cache-read");
    private static final Script STORE = Script.named("cache", "cache-store");
    private static final Script SCAN = Script.named("scan");
    private static final Script WRITE = Script.named("cache", "cache-write");
    private static final Script INVALIDATE = Script.makingRoom("cache", "cache-invalidate");

    private static final String ANY = "";
    private static final String NO_OTHER = String.valueOf(Long.MAX_VALUE);
    private static final int YES = 1;
    private static final String SCANNED_AT_ONCE = "500";
    private static final String FIRST_PAGE = "0";
    private static final byte[] NO_VALUE = {};

    private final RedisCalls redis;
    private final RedisCalls inBackground;
    private final PipelinedCalls pipelined;
    private final RedisGateway gateway;
    private final CacheSpec<T> spec;
    private final Entry.Format<T> format;
    private final LongSupplier millis;
    private final List<String> base;
    private final boolean used;
    private final AtomicBoolean behind = new AtomicBoolean();
    private final AtomicBoolean catchingUp = new AtomicBoolean();

    Level2(CacheSpec<T> spec, Entry.Format<T> format, CacheEnvironment environment) {
        this.redis = environment.redis();
        this.inBackground = redis.inBackground();
        this.pipelined = environment.pipelined();
        this.gateway = environment.gateway();
        this.spec = spec;
        this.format = format;
        this.millis = environment::millis;
        this.base = List.of(RedisKeys.cache(spec.name()));
        this.used = spec.isShared() && environment.redisSettings().enabled() && gateway.isConfigured();
    }

    /** Reads whatever there is, also what is stale, or takes the lock. */
    Uni<CacheLookup<T>> read(String key, LoadSpec.CacheScope scope) {
        return read(key, ANY, scope);
    }

    /** Reads what is fresh and newer than what is known, or takes the lock. */
    Uni<CacheLookup<T>> readNewer(String key, Entry<T> known, LoadSpec.CacheScope scope) {
        return read(key, String.valueOf(known.stamp()), scope);
    }

    /** What it takes to store something that is about to be written. */
    Uni<Lease> beforeWriting(String key) {
        return read(key, NO_OTHER, LoadSpec.CacheScope.SHARED).map(CacheLookup::lease);
    }

    private Uni<CacheLookup<T>> read(String key, String known, LoadSpec.CacheScope scope) {
        if (scope == LoadSpec.CacheScope.LOCAL || !isUsable()) {
            return Uni.createFrom().item(new CacheLookup.Bypass<>());
        }
        String token = UUID.randomUUID().toString();
        return pipelined
                .run(READ, base, List.of(key, token, String.valueOf(LOCK.toMillis()), known))
                .map(answer -> foundIn(answer, token))
                // Unreachable, or not what this version stores: either way there is nothing to be had.
                .onFailure()
                .invoke(RecoveredFailure.READ_CACHE::record)
                .onFailure()
                .recoverWithItem(new CacheLookup.Bypass<>());
    }

    private CacheLookup<T> foundIn(Response answer, String token) {
        if (answer.get(0).toInteger() == YES) {
            return new CacheLookup.Hit<>(entryIn(answer));
        }
        String stamp = answer.get(1).toString();
        return answer.get(2).toInteger() == YES
                ? new CacheLookup.Load<>(new Lease(token, stamp))
                : new CacheLookup.Wait<>(new Lease("", stamp));
    }

    private Entry<T> entryIn(Response answer) {
        long now = millis.getAsLong();
        byte[] json = Encoding.of(answer.get(3).toString()).decode(answer.get(2).toBytes());
        EntryLifetime lifetime = new EntryLifetime(
                now,
                now + answer.get(4).toLong(),
                now + answer.get(5).toLong(),
                answer.get(6).toLong());
        String tags = answer.get(7).toString();
        return Entry.shared(
                format,
                json,
                tags.isEmpty() ? Set.of() : Set.of(tags.split("\n")),
                answer.get(1).toLong(),
                lifetime);
    }

    /** Stores what was loaded, if nothing of it was invalidated since, and ends the lock; completes in any case. */
    Uni<Void> store(String key, Entry<T> entry, Lease lease) {
        if (lease.isNone() || !isStorable(entry)) {
            return release(key, lease);
        }
        Encoding encoding = Encoding.forSizeOf(entry.json());
        List<String> arguments = new ArrayList<>(head(key, entry, lease));
        arguments.add(encoding.code());
        return quietly(inBackground.run(STORE, base, arguments, encoding.encode(entry.json())));
    }

    private boolean isStorable(Entry<T> entry) {
        return !entry.isMissing()
                && Encoding.isCacheable(entry.json())
                && spec.sharedIf().test(entry.value());
    }

    private List<String> head(String key, Entry<T> entry, Lease lease) {
        EntryLifetime lifetime = entry.life();
        return List.of(
                key,
                lease.token(),
                lease.stamp(),
                String.valueOf(lifetime.freshUntil() - lifetime.loadedAt()),
                String.valueOf(lifetime.staleUntil() - lifetime.loadedAt()),
                String.valueOf(lifetime.loadNanos()),
                String.join("\n", entry.tags()));
    }

    /** Lets others load, where the lease holds the lock. */
    Uni<Void> release(String key, Lease lease) {
        return lease.token().isEmpty()
                ? Uni.createFrom().voidItem()
                : quietly(inBackground.run(
                        STORE, base, List.of(key, lease.token(), "", "0", "0", "0", "", ""), NO_VALUE));
    }

    private static Uni<Void> quietly(Uni<Response> work) {
        return work.plug(RecoveredFailure.STORE_IN_CACHE::ignore).replaceWithVoid();
    }

    /**
     * Stores what was written, unless others wrote too, and tells all replicas.
     *
     * @return false where others did, or may have, so that it must not be kept in level 1 either
     */
    Uni<Boolean> write(String key, Entry<T> entry, Lease lease, Invalidation message) {
        boolean storable = !lease.isNone() && spec.isShared() && isStorable(entry);
        Encoding encoding = Encoding.forSizeOf(entry.json());
        List<String> arguments = new ArrayList<>(head(key, entry, lease));
        arguments.addAll(List.of(memory(), RedisKeys.CACHE_CHANNEL, message.text(), storable ? encoding.code() : ""));
        byte[] value = storable ? encoding.encode(entry.json()) : NO_VALUE;
        // Where Redis is away nobody can be asked; level 1 knows at least of the writers of this replica.
        return told(redis.run(WRITE, base, arguments, value))
                .map(answer -> answer == null || !answer.toString().isEmpty());
    }

    /** Makes entries invalid and tells all replicas; completes in any case. */
    Uni<Void> invalidate(Invalidation message) {
        return told(redis.run(INVALIDATE, base, argumentsOf(message))).replaceWithVoid();
    }

    /** Makes entries of several caches invalid in one round trip, and tells all replicas; completes in any case. */
    static Uni<Void> invalidate(Map<Level2<?>, Invalidation> messages, RedisCalls redis) {
        List<RedisCalls.Call> calls = messages.entrySet().stream()
                .filter(message -> message.getKey().gateway.isConfigured())
                .map(message -> new RedisCalls.Call(
                        message.getKey().base, message.getKey().argumentsOf(message.getValue())))
                .toList();
        return calls.isEmpty()
                ? Uni.createFrom().voidItem()
                : redis.runAll(INVALIDATE, calls)
                        .onFailure()
                        .invoke(() -> messages.keySet().forEach(level2 -> level2.behind.set(true)))
                        .plug(RecoveredFailure.INVALIDATE_CACHE::ignore);
    }

    private List<String> argumentsOf(Invalidation message) {
        String what =
                switch (message.what()) {
                    case KEY -> "key";
                    case TAG -> "tag";
                    case PATTERN -> "gate";
                    case ALL -> "all";
                };
        List<String> arguments = new ArrayList<>(List.of(RedisKeys.CACHE_CHANNEL, message.text(), memory(), what));
        if (message.what() == Invalidation.What.KEY || message.what() == Invalidation.What.TAG) {
            arguments.addAll(message.names());
        }
        return arguments;
    }

    /** Removes entries whose keys match, after all were told of the pattern. */
    Uni<Void> removeMatching(String pattern) {
        if (!isUsable()) {
            return Uni.createFrom().voidItem();
        }
        String prefix = RedisKeys.cacheEntries(spec.name());
        AtomicReference<String> cursor = new AtomicReference<>(FIRST_PAGE);
        return Uni.createFrom()
                .deferred(() -> redis.run(
                        SCAN, base, List.of(cursor.get(), literally(prefix) + literally(pattern), SCANNED_AT_ONCE)))
                .invoke(page -> cursor.set(page.get(0).toString()))
                .call(page -> remove(page.get(1), prefix))
                .repeat()
                .whilst(page -> !cursor.get().equals(FIRST_PAGE))
                .collect()
                .last()
                .onFailure()
                .invoke(() -> behind.set(true))
                .plug(RecoveredFailure.INVALIDATE_CACHE::ignore)
                .replaceWithVoid();
    }

    private Uni<Void> remove(Response names, String prefix) {
        List<String> arguments = new ArrayList<>(List.of("", "", memory(), "key"));
        names.forEach(name -> arguments.add(name.toString().substring(prefix.length())));
        return names.size() == 0
                ? Uni.createFrom().voidItem()
                : told(redis.run(INVALIDATE, base, arguments)).replaceWithVoid();
    }

    /** Only {@code *} and {@code ?} have a meaning. */
    private static String literally(String text) {
        return text.replaceAll("[\\\\\\[\\]^]", "\\\\$0");
    }

    /** As long as entries may live, and as loads may take. */
    private String memory() {
        return String.valueOf(Math.max(spec.staleTtl().toMillis(), Level1.TICKETS_LAST.toMillis()) + LOCK.toMillis());
    }

    /** Null where Redis could not be told. */
    private Uni<Response> told(Uni<Response> work) {
        if (!gateway.isConfigured()) {
            return Uni.createFrom().nullItem();
        }
        return work.onFailure().invoke(() -> behind.set(true)).plug(RecoveredFailure.INVALIDATE_CACHE::ignore);
    }

    private boolean isUsable() {
        if (!used || !gateway.circuit().isClosed()) {
            return false;
        }
        if (behind.get()) {
            catchUp();
            return false;
        }
        return true;
    }

    /** Empties level 2 where it may be out of date, and with it what others hold in level 1. */
    void catchUp() {
        if (behind.get() && catchingUp.compareAndSet(false, true)) {
            Invalidation all = new Invalidation("", spec.name(), Invalidation.What.ALL, List.of());
            redis.run(INVALIDATE, base, List.of(RedisKeys.CACHE_CHANNEL, all.text(), memory(), "all"))
                    .onTermination()
                    .invoke(() -> catchingUp.set(false))
                    .subscribe()
                    .with(done -> behind.set(false), RecoveredFailure.INVALIDATE_CACHE::record);
        }
    }
}
