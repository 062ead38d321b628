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
 * Level 2: values in Redis, shared by all replicas, and the lock that lets one replica load a value at a time. No
 * connection is held during a load.
 *
 * <p>If level 2 is disabled, it is neither read nor written. Invalidations are still sent to Redis, so that its
 * contents are valid when level 2 is enabled again.
 *
 * <p>A replica that failed to send an invalidation to Redis does not use level 2 until it has emptied it, because no
 * other replica knows which entries are outdated.
 */
final class Level2<T> {

    /** Time to live of the lock, and so the longest time for which a loader that crashes blocks other loaders. */
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

    /** Reads any entry, fresh or stale, or tries to take the lock. */
    Uni<CacheLookup<T>> read(String key, LoadSpec.CacheScope scope) {
        return read(key, ANY, scope);
    }

    /** Reads an entry only if it is fresh and newer than the known one; otherwise tries to take the lock. */
    Uni<CacheLookup<T>> readNewer(String key, Entry<T> known, LoadSpec.CacheScope scope) {
        return read(key, String.valueOf(known.stamp()), scope);
    }

    /** Returns the lease to store a value with that is about to be written. Reads no entry; tries to take the lock. */
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
                // Redis is unavailable, or another version of the service stored the value. In both cases the read is a
                // miss.
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

    /**
     * Stores a loaded entry, unless its key or one of its tags was invalidated since the lease was taken, and releases
     * the lock. Completes even if Redis is unavailable.
     */
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

    /**
     * Releases the lock if the lease holds it, so that other callers can load. Completes even if Redis is unavailable.
     */
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
     * Stores a written value, unless there was a concurrent write, and publishes the invalidation to all replicas.
     *
     * @return false if there was, or may have been, a concurrent write; then the value must not be kept in level 1
     *     either
     */
    Uni<Boolean> write(String key, Entry<T> entry, Lease lease, Invalidation message) {
        boolean storable = !lease.isNone() && spec.isShared() && isStorable(entry);
        Encoding encoding = Encoding.forSizeOf(entry.json());
        List<String> arguments = new ArrayList<>(head(key, entry, lease));
        arguments.addAll(List.of(memory(), RedisKeys.CACHE_CHANNEL, message.text(), storable ? encoding.code() : ""));
        byte[] value = storable ? encoding.encode(entry.json()) : NO_VALUE;
        // If Redis is unavailable, writes of other replicas cannot be detected. Level 1 still detects those of this
        // replica.
        return told(redis.run(WRITE, base, arguments, value))
                .map(answer -> answer == null || !answer.toString().isEmpty());
    }

    /** Invalidates entries and publishes the invalidation to all replicas. Completes even if Redis is unavailable. */
    Uni<Void> invalidate(Invalidation message) {
        return told(redis.run(INVALIDATE, base, argumentsOf(message))).replaceWithVoid();
    }

    /**
     * Invalidates entries of several caches in one round trip and publishes the invalidations to all replicas.
     * Completes even if Redis is unavailable.
     */
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

    /**
     * Deletes the entries whose keys match a pattern. The caller publishes the pattern to all replicas before.
     * Completes even if Redis is unavailable.
     */
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

    /** Escapes the special characters of Redis patterns, except the wildcards {@code *} and {@code ?}. */
    private static String literally(String text) {
        return text.replaceAll("[\\\\\\[\\]^]", "\\\\$0");
    }

    /**
     * Returns how long Redis remembers an invalidation, in milliseconds: at least as long as entries live and as loads
     * take.
     */
    private String memory() {
        return String.valueOf(Math.max(spec.staleTtl().toMillis(), Level1.TICKETS_LAST.toMillis()) + LOCK.toMillis());
    }

    /**
     * Runs an invalidation. Returns null if Redis is unavailable or not configured; in the first case this replica has
     * to empty level 2 before it uses it again.
     */
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

    /** Empties level 2 if this replica failed to send an invalidation to Redis. Also clears level 1 of all replicas. */
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
