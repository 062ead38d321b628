package io.footfall.capability.cache;

import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreUnavailableException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A cache with two levels, declared by a {@link CacheSpec}. {@code docs/cache.md} describes the states of an entry.
 *
 * @param <T> the type of the values
 */
public final class NamedCache<T> {

    private final CacheSpec<T> spec;
    private final Level1<T> level1;
    private final Loading<T> loading;
    private final Level2<T> level2;
    private final CacheEnvironment environment;
    private final CacheStats stats;
    private final Map<String, Flight<T>> flights = new ConcurrentHashMap<>();
    private final Map<String, Uni<Entry<T>>> refreshes = new ConcurrentHashMap<>();

    /** A load in flight, shared by all callers on this replica that miss the same key (single flight). */
    private static final class Flight<T> {
        private Uni<Cached<T>> answer;
    }

    NamedCache(CacheSpec<T> spec, CacheEnvironment environment) {
        this.spec = spec;
        this.environment = environment;
        Entry.Format<T> format = Entry.Format.of(environment.mapper(), spec.type());
        this.level1 = new Level1<>(spec.size(), environment::millis);
        this.level2 = new Level2<>(spec, format, environment);
        this.stats = new CacheStats(spec.name(), level1::size, environment.metrics());
        this.loading = new Loading<>(spec, format, level1, level2, stats, environment);
    }

    /**
     * Reads a value, and loads it if it is not cached.
     *
     * @param key at most 512 characters
     * @param loader loads the value; gives null if none exists
     * @return the value, on the context of the caller; fails with the error of the load if nothing is cached
     */
    public Uni<Cached<T>> get(String key, Supplier<Uni<T>> loader) {
        return get(key, new LoadSpec<>(loader, Set.of(), LoadSpec.CacheScope.SHARED));
    }

    /**
     * Reads a value that has given tags in addition to those that the {@link CacheSpec} derives from the value.
     *
     * @param key at most 512 characters
     * @param tags the additional tags
     * @param loader loads the value; gives null if none exists
     * @return as {@link #get(String, Supplier)}
     */
    public Uni<Cached<T>> get(String key, Set<String> tags, Supplier<Uni<T>> loader) {
        return get(key, new LoadSpec<>(loader, tags, LoadSpec.CacheScope.SHARED));
    }

    /**
     * Reads a value as {@link #get(String, Set, Supplier)} does, but caches it in level 1 only. Use it for keys that
     * clients can make up in any number, because the memory of level 1 is bounded.
     *
     * @param key at most 512 characters
     * @param tags the additional tags
     * @param loader loads the value; gives null if none exists
     * @return as {@link #get(String, Supplier)}
     */
    public Uni<Cached<T>> getLocally(String key, Set<String> tags, Supplier<Uni<T>> loader) {
        return get(key, new LoadSpec<>(loader, tags, LoadSpec.CacheScope.LOCAL));
    }

    /**
     * Reads a value for a caller whose misses are limited by a guard.
     *
     * @param key at most 512 characters
     * @param tags the additional tags
     * @param guard allows or denies reads that level 1 cannot answer
     * @param loader loads the value; gives null if none exists
     * @return as {@link #get(String, Supplier)}; fails with the exception of the guard if it denies the read
     */
    public Uni<Cached<T>> get(String key, Set<String> tags, MissGuard guard, Supplier<Uni<T>> loader) {
        return get(key, new LoadSpec<>(loader, tags, LoadSpec.CacheScope.SHARED, guard));
    }

    /**
     * Reads a value for a caller whose misses are limited by a guard, and caches it in level 1 only, as
     * {@link #getLocally(String, Set, Supplier)} does.
     *
     * @param key at most 512 characters
     * @param tags the additional tags
     * @param guard allows or denies reads that level 1 cannot answer
     * @param loader loads the value; gives null if none exists
     * @return as {@link #get(String, Set, MissGuard, Supplier)}
     */
    public Uni<Cached<T>> getLocally(String key, Set<String> tags, MissGuard guard, Supplier<Uni<T>> loader) {
        return get(key, new LoadSpec<>(loader, tags, LoadSpec.CacheScope.LOCAL, guard));
    }

    /**
     * Loads a value without reading or storing it in the cache. Use it for values that are not worth caching.
     *
     * @param loader loads the value; gives null if none exists
     * @return the value, with status {@link CacheStatus#MISS}
     */
    public Uni<Cached<T>> load(Supplier<Uni<T>> loader) {
        return once(new LoadSpec<>(loader, Set.of(), LoadSpec.CacheScope.LOCAL));
    }

    private Uni<Cached<T>> once(LoadSpec<T> source) {
        return loading.once(source).map(entry -> new Cached<>(entry, CacheStatus.MISS, 0));
    }

    private Uni<Cached<T>> get(String key, LoadSpec<T> source) {
        if (!spec.isEnabled()) {
            return once(source);
        }
        long start = System.nanoTime();
        Entry<T> held = level1.get(key);
        long now = environment.millis();
        if (held == null || !held.life().isUsable(now)) {
            return join(key, source);
        }
        if (!held.life().isFresh(now)) {
            return stale(key, held, source);
        }
        stats.level1Hits.increment();
        stats.level1Nanos.add(System.nanoTime() - start);
        if (isDue(held, now)) {
            refresh(key, held, source);
        }
        return Uni.createFrom().item(fresh(held, now));
    }

    private boolean isDue(Entry<T> held, long now) {
        return !held.isMissing() && held.life().isDue(now, spec.refreshAhead(), spec.beta(), environment.random());
    }

    private static <T> Cached<T> fresh(Entry<T> held, long now) {
        return new Cached<>(held, CacheStatus.HIT, held.life().freshUntil() - now);
    }

    private Uni<Cached<T>> stale(String key, Entry<T> held, LoadSpec<T> source) {
        stats.stale.increment();
        Cached<T> old = new Cached<>(held, CacheStatus.STALE, 0);
        Uni<Entry<T>> refresh = refresh(key, held, source);
        if (spec.softTimeout().isZero()) {
            return Uni.createFrom().item(old);
        }
        return environment
                .loads()
                .answering(refresh)
                .map(entry -> entry == held
                        ? old
                        : new Cached<>(entry, CacheStatus.MISS, spec.ttl().toMillis()))
                .ifNoItem()
                .after(spec.softTimeout())
                .recoverWithItem(old)
                .onFailure()
                .invoke(RecoveredFailure.REFRESH_CACHE::record)
                .onFailure()
                .recoverWithItem(old);
    }

    /** Refreshes an entry. Runs one refresh of a key at a time, and waits some time after a refresh that failed. */
    private Uni<Entry<T>> refresh(String key, Entry<T> held, LoadSpec<T> source) {
        if (!held.mayRefresh(environment.millis())) {
            return Uni.createFrom().item(held);
        }
        Uni<Entry<T>> refresh = refreshes.computeIfAbsent(key, same -> loading.refresh(key, held, source)
                .onTermination()
                .invoke(() -> refreshes.remove(key))
                .memoize()
                .indefinitely());
        RecoveredFailure.REFRESH_CACHE.attempt(refresh);
        return refresh;
    }

    private Uni<Cached<T>> join(String key, LoadSpec<T> source) {
        try {
            source.guard().beforeLookUp();
        } catch (RuntimeException refusal) {
            return Uni.createFrom().failure(refusal);
        }
        long start = System.nanoTime();
        Flight<T> flight = flights.computeIfAbsent(key, same -> begin(key, source));
        return environment.loads().answering(flight.answer).invoke(cached -> {
            stats.reads.record(Duration.ofNanos(System.nanoTime() - start));
            source.guard().lookedUp(!cached.isMissing());
        });
    }

    private Flight<T> begin(String key, LoadSpec<T> source) {
        Flight<T> flight = new Flight<>();
        flight.answer = loading.read(key, source)
                .map(entry -> answerOf(key, entry, source))
                .onTermination()
                .invoke(() -> flights.remove(key, flight))
                .memoize()
                .indefinitely();
        return flight;
    }

    private Cached<T> answerOf(String key, Loading.Read<T> read, LoadSpec<T> source) {
        long now = environment.millis();
        Entry<T> entry = read.entry();
        if (read.loaded()) {
            stats.misses.increment();
            return new Cached<>(entry, CacheStatus.MISS, entry.life().freshUntil() - now);
        }
        if (entry.life().isFresh(now)) {
            stats.level2Hits.increment();
            return fresh(entry, now);
        }
        stats.stale.increment();
        refresh(key, entry, source);
        return new Cached<>(entry, CacheStatus.STALE, 0);
    }

    /**
     * Writes a value through the cache: runs the writer, then caches the written value on success. If there is a
     * concurrent write or invalidation, the entry is removed instead, because the order of the writes is unknown.
     *
     * @param key the key of the value
     * @param writer writes the value to the store
     * @param valueOf returns the new value from the result of the writer
     * @param <W> the type of the result of the writer
     * @return the result of the writer; if the writer fails and may have written, the cached value is invalidated
     */
    public <W> Uni<W> write(String key, Supplier<Uni<W>> writer, Function<W, T> valueOf) {
        return Uni.createFrom().deferred(() -> {
            Level1.Ticket ticket = level1.ticket();
            return environment.loads().answering(level2.beforeWriting(key)).chain(lease -> Uni.createFrom()
                    .deferred(() -> writer.get())
                    .call(written -> written(key, valueOf.apply(written), ticket, lease))
                    .onFailure()
                    .call(failure -> notWritten(key, failure).chain(() -> level2.release(key, lease))));
        });
    }

    /** Invalidates the cached value after a failed write, unless the store certainly did not apply the write. */
    private Uni<Void> notWritten(String key, Throwable failure) {
        return failure instanceof StoreUnavailableException unavailable && !unavailable.mayHaveHappened()
                ? Uni.createFrom().voidItem()
                : invalidate(List.of(key));
    }

    private Uni<Void> written(String key, T value, Level1.Ticket ticket, Lease lease) {
        long start = System.nanoTime();
        Entry<T> entry = loading.entryOf(value, new LoadSpec<>(null, Set.of(), LoadSpec.CacheScope.SHARED), 0, lease);
        stats.invalidations.increment();
        return level2.write(key, entry, lease, invalidation(Invalidation.What.KEY, List.of(key)))
                .invoke(stored -> {
                    if (stored) {
                        level1.replace(key, entry, ticket);
                    } else {
                        level1.invalidate(key);
                    }
                    flights.remove(key);
                    stats.writes.record(Duration.ofNanos(System.nanoTime() - start));
                })
                .replaceWithVoid();
    }

    /**
     * Invalidates values on all replicas.
     *
     * @param keys the keys of the values
     * @return completes when no read that begins on this replica afterwards returns an invalidated value; also
     *     completes if Redis is unavailable
     */
    public Uni<Void> invalidate(List<String> keys) {
        return keys.isEmpty() ? Uni.createFrom().voidItem() : invalidate(Invalidation.What.KEY, keys);
    }

    /**
     * Invalidates the values that have at least one of the given tags, on all replicas.
     *
     * @param tags the tags
     * @return as {@link #invalidate(List)}
     */
    public Uni<Void> invalidateTags(List<String> tags) {
        return tags.isEmpty()
                ? Uni.createFrom().voidItem()
                : invalidate(outdatedTags(tags).message());
    }

    /**
     * Prepares an invalidation by tag, to be run together with those of other caches by {@link Caches#invalidate}.
     *
     * @param tags the tags
     * @return the pending invalidation
     */
    public PendingInvalidation outdatedTags(List<String> tags) {
        return new PendingInvalidation(
                this,
                invalidation(
                        Invalidation.What.TAG,
                        tags.stream().map(LoadSpec::clean).toList()));
    }

    /**
     * Prepares an invalidation by key, to be run together with those of other caches by {@link Caches#invalidate}.
     *
     * @param keys the keys
     * @return the pending invalidation
     */
    public PendingInvalidation outdatedKeys(List<String> keys) {
        return new PendingInvalidation(this, invalidation(Invalidation.What.KEY, keys));
    }

    Level2<T> level2() {
        return level2;
    }

    /**
     * Invalidates the values whose keys match a pattern, on all replicas. Iterates over the keys of Redis with
     * {@code SCAN}.
     *
     * @param pattern {@code *} matches any characters, {@code ?} matches one
     * @return as {@link #invalidate(List)}
     */
    public Uni<Void> invalidateMatching(String pattern) {
        // Published twice: a reader that reads level 2 after the first message and before the deletion stores the old
        // entry in level 1 again.
        return invalidate(Invalidation.What.PATTERN, List.of(pattern))
                .chain(() -> level2.removeMatching(pattern))
                .chain(() -> invalidate(Invalidation.What.PATTERN, List.of(pattern)));
    }

    /**
     * Invalidates all values on all replicas.
     *
     * @return as {@link #invalidate(List)}
     */
    public Uni<Void> clear() {
        return invalidate(Invalidation.What.ALL, List.of());
    }

    /**
     * Invalidates all values in level 1 of this replica. Reads in flight do not store the values that they read before.
     */
    public void clearLocally() {
        level1.clear();
        flights.clear();
    }

    private Uni<Void> invalidate(Invalidation.What what, List<String> names) {
        return invalidate(invalidation(what, names));
    }

    /**
     * Invalidates level 2 first: a reader that reads level 2 before this may store the old entry in level 1, also after
     * level 1 was invalidated.
     */
    private Uni<Void> invalidate(Invalidation message) {
        long start = System.nanoTime();
        return level2.invalidate(message).invoke(() -> {
            apply(message);
            stats.writes.record(Duration.ofNanos(System.nanoTime() - start));
        });
    }

    private Invalidation invalidation(Invalidation.What what, List<String> names) {
        return new Invalidation(environment.replica(), spec.name(), what, names);
    }

    /** Applies an invalidation of this or another replica to level 1. */
    void apply(Invalidation message) {
        stats.invalidations.increment();
        message.applyTo(level1);
        if (message.what() == Invalidation.What.KEY) {
            message.names().forEach(flights::remove);
        } else {
            flights.clear();
        }
    }

    /**
     * Called after a gap in the subscription to Redis. This replica may have missed invalidations of others, and others
     * may have missed its own. So clears level 1, and empties level 2 if an invalidation could not be sent to Redis.
     */
    void afterGap() {
        clearLocally();
        level2.catchUp();
    }

    /**
     * Whether level 1 knows that a value does not exist. Queries neither Redis nor the loader.
     *
     * @param key the key of the value
     * @return true if level 1 has an entry which says that no value exists
     */
    public boolean isKnownMissing(String key) {
        Entry<T> held = level1.get(key);
        return held != null && held.isMissing() && held.life().isUsable(environment.millis());
    }

    /**
     * Begins a lookup of many keys outside this cache, so that the missing ones can be remembered. Call it before the
     * lookup.
     *
     * @return remembers the keys for which the lookup found nothing; call it after the lookup
     */
    public Missing lookingUp() {
        Level1.Ticket ticket = level1.ticket();
        return key -> level1.put(key, loading.missing(), ticket);
    }

    /** Remembers that no value exists for a key, unless the key was invalidated since the lookup began. */
    @FunctionalInterface
    public interface Missing {

        /**
         * Remembers that no value exists for a key.
         *
         * @param key the key
         */
        void found(String key);
    }

    /**
     * Returns the name of the cache.
     *
     * @return the name in the declaration
     */
    public String name() {
        return spec.name();
    }

    CacheStats stats() {
        return stats;
    }

    long size() {
        return level1.size();
    }
}
