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
 * A cache that was declared by a {@link CacheSpec}. See {@code docs/cache.md} for the states of an entry.
 *
 * @param <T> what it holds
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

    /** A load that is under way, and that everybody waits for who misses the same key. */
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
     * Reads a value, and loads it where it is not cached.
     *
     * @param key at most 512 characters
     * @param loader loads the value; null: there is none
     * @return the value, on the context of the caller; fails as the load does where nothing is cached
     */
    public Uni<Cached<T>> get(String key, Supplier<Uni<T>> loader) {
        return get(key, new LoadSpec<>(loader, Set.of(), LoadSpec.CacheScope.SHARED));
    }

    /**
     * Reads a value that has tags whatever it is, besides those that the declaration finds in it.
     *
     * @param key at most 512 characters
     * @param tags its tags
     * @param loader loads the value; null: there is none
     * @return as {@link #get(String, Supplier)}
     */
    public Uni<Cached<T>> get(String key, Set<String> tags, Supplier<Uni<T>> loader) {
        return get(key, new LoadSpec<>(loader, tags, LoadSpec.CacheScope.SHARED));
    }

    /**
     * The same in the process alone, whose memory is bounded: for keys of which callers can make up as many as they like.
     *
     * @param key at most 512 characters
     * @param tags its tags
     * @param loader loads the value; null: there is none
     * @return as {@link #get(String, Supplier)}
     */
    public Uni<Cached<T>> getLocally(String key, Set<String> tags, Supplier<Uni<T>> loader) {
        return get(key, new LoadSpec<>(loader, tags, LoadSpec.CacheScope.LOCAL));
    }

    /**
     * Reads a value for a caller whose misses are watched.
     *
     * @param key at most 512 characters
     * @param tags its tags
     * @param guard watches
     * @param loader loads the value; null: there is none
     * @return as {@link #get(String, Supplier)}; fails as the guard does where it admits no look-up
     */
    public Uni<Cached<T>> get(String key, Set<String> tags, MissGuard guard, Supplier<Uni<T>> loader) {
        return get(key, new LoadSpec<>(loader, tags, LoadSpec.CacheScope.SHARED, guard));
    }

    /**
     * The same in the process alone, as {@link #getLocally(String, Set, Supplier)}.
     *
     * @param key at most 512 characters
     * @param tags its tags
     * @param guard watches
     * @param loader loads the value; null: there is none
     * @return as {@link #get(String, Set, MissGuard, Supplier)}
     */
    public Uni<Cached<T>> getLocally(String key, Set<String> tags, MissGuard guard, Supplier<Uni<T>> loader) {
        return get(key, new LoadSpec<>(loader, tags, LoadSpec.CacheScope.LOCAL, guard));
    }

    /**
     * Loads a value past the cache: for what is not worth a place in it.
     *
     * @param loader loads the value; null: there is none
     * @return the value, answered as a miss
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

    /** One refresh of a key at a time; where the last one failed the next has to wait. */
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
     * Writes through: the value that was written is cached, unless others write it at the same time.
     *
     * @param key the value's key
     * @param writer writes the value
     * @param valueOf the value as it is from now on, by what the writer gave
     * @param <W> what the writer gives
     * @return what the writer gave; where it failed and nobody knows whether it wrote, what was cached is gone
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

    /** A store that was not asked, or refused, holds what it held. */
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
     * Makes values invalid, on all replicas.
     *
     * @param keys their keys
     * @return completes when nobody who begins to read on this replica gets them any more
     */
    public Uni<Void> invalidate(List<String> keys) {
        return keys.isEmpty() ? Uni.createFrom().voidItem() : invalidate(Invalidation.What.KEY, keys);
    }

    /**
     * Makes values invalid that have one of some tags, on all replicas.
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
     * Values by tag, to be made invalid together with those of other caches, see {@link Caches#invalidate}.
     *
     * @param tags the tags
     * @return what is outdated
     */
    public PendingInvalidation outdatedTags(List<String> tags) {
        return new PendingInvalidation(
                this,
                invalidation(
                        Invalidation.What.TAG,
                        tags.stream().map(LoadSpec::clean).toList()));
    }

    /**
     * The same by key.
     *
     * @param keys the keys
     * @return what is outdated
     */
    public PendingInvalidation outdatedKeys(List<String> keys) {
        return new PendingInvalidation(this, invalidation(Invalidation.What.KEY, keys));
    }

    Level2<T> level2() {
        return level2;
    }

    /**
     * Makes values invalid whose keys match a pattern, on all replicas. Redis is walked through by {@code SCAN}.
     *
     * @param pattern {@code *} stands for any characters, {@code ?} for one
     * @return as {@link #invalidate(List)}
     */
    public Uni<Void> invalidateMatching(String pattern) {
        // Told twice: whoever reads level 2 between the first time and the removal stores what was there in level 1
        // again.
        return invalidate(Invalidation.What.PATTERN, List.of(pattern))
                .chain(() -> level2.removeMatching(pattern))
                .chain(() -> invalidate(Invalidation.What.PATTERN, List.of(pattern)));
    }

    /**
     * Makes all values invalid, on all replicas.
     *
     * @return as {@link #invalidate(List)}
     */
    public Uni<Void> clear() {
        return invalidate(Invalidation.What.ALL, List.of());
    }

    /** Makes all values invalid that this replica holds by itself; what was read before is not kept. */
    public void clearLocally() {
        level1.clear();
        flights.clear();
    }

    private Uni<Void> invalidate(Invalidation.What what, List<String> names) {
        return invalidate(invalidation(what, names));
    }

    /** Level 2 first: whoever reads it before that may store what was there in level 1 after it was cleaned. */
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

    /** Something became invalid, here or elsewhere. */
    void apply(Invalidation message) {
        stats.invalidations.increment();
        message.applyTo(level1);
        if (message.what() == Invalidation.What.KEY) {
            message.names().forEach(flights::remove);
        } else {
            flights.clear();
        }
    }

    /** Redis is there again: what others invalidated may have been missed, as what was invalidated here by them. */
    void afterGap() {
        clearLocally();
        level2.catchUp();
    }

    /**
     * What is known without asking anybody.
     *
     * @param key the value's key
     * @return true where it is known that there is no such value
     */
    public boolean isKnownMissing(String key) {
        Entry<T> held = level1.get(key);
        return held != null && held.isMissing() && held.life().isUsable(environment.millis());
    }

    /**
     * Prepares to remember what a look-up of many finds missing.
     *
     * @return to be taken before the look-up, and asked after it to remember keys for which nothing was found
     */
    public Missing lookingUp() {
        Level1.Ticket ticket = level1.ticket();
        return key -> level1.put(key, loading.missing(), ticket);
    }

    /** Remembers that there is nothing under a key, unless it was invalidated meanwhile. */
    @FunctionalInterface
    public interface Missing {

        /**
         * Remembers it.
         *
         * @param key the key
         */
        void found(String key);
    }

    /**
     * The cache's name.
     *
     * @return as it was declared
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
