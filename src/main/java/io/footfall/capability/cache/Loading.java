package io.footfall.capability.cache;

import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreUnavailableException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Set;

/**
 * Gets entries that level 1 does not have, from level 2 or from the loader. While Redis is available, a lock lets one
 * replica load a key at a time; the lock expires after {@link Level2#LOCK}.
 */
final class Loading<T> {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** An entry, and whether this read loaded it. */
    record Read<T>(Entry<T> entry, boolean loaded) {}

    private final CacheSpec<T> spec;
    private final Entry.Format<T> format;
    private final Level1<T> level1;
    private final Level2<T> level2;
    private final CacheStats stats;
    private final CacheEnvironment environment;

    Loading(
            CacheSpec<T> spec,
            Entry.Format<T> format,
            Level1<T> level1,
            Level2<T> level2,
            CacheStats stats,
            CacheEnvironment environment) {
        this.spec = spec;
        this.format = format;
        this.level1 = level1;
        this.level2 = level2;
        this.stats = stats;
        this.environment = environment;
    }

    /**
     * Reads level 2, and loads the value if level 2 has no entry. If another caller loads it, polls level 2 until the
     * time to live of the lock has passed, and then loads.
     */
    Uni<Read<T>> read(String key, LoadSpec<T> source) {
        return Uni.createFrom().deferred(() -> read(key, source, environment.millis() + Level2.LOCK.toMillis()));
    }

    private Uni<Read<T>> read(String key, LoadSpec<T> source, long patientUntil) {
        Level1.Ticket ticket = level1.ticket();
        return level2.read(key, source.scope()).chain(found -> {
            if (found instanceof CacheLookup.Hit<T> hit) {
                level1.put(key, hit.entry(), ticket);
                return Uni.createFrom().item(new Read<>(hit.entry(), false));
            }
            if (found instanceof CacheLookup.Wait<T> && environment.millis() < patientUntil) {
                return environment.pause(LOOK_AGAIN).chain(() -> read(key, source, patientUntil));
            }
            return load(key, source, ticket, found.lease()).map(entry -> new Read<>(entry, true));
        });
    }

    /** Loads a value for one caller. Does not cache it. */
    Uni<Entry<T>> once(LoadSpec<T> source) {
        return Uni.createFrom()
                .deferred(() -> source.loader().get())
                .map(value -> entryOf(value, source, 0, Lease.NONE));
    }

    /**
     * Replaces an entry that is stale or about to become stale. Returns the same entry if another replica loads the
     * value or if the refresh fails.
     */
    Uni<Entry<T>> refresh(String key, Entry<T> held, LoadSpec<T> source) {
        return Uni.createFrom()
                .deferred(() -> {
                    Level1.Ticket ticket = level1.ticket();
                    return level2.readNewer(key, held, source.scope())
                            .chain(found -> renewed(key, held, found, source, ticket));
                })
                .onFailure()
                .invoke(() -> held.retryAt(environment.millis() + RETRY_AFTER.toMillis()))
                .onFailure()
                .invoke(RecoveredFailure.REFRESH_CACHE::record)
                .onFailure()
                .recoverWithItem(held);
    }

    private Uni<Entry<T>> renewed(
            String key, Entry<T> held, CacheLookup<T> found, LoadSpec<T> source, Level1.Ticket ticket) {
        if (found instanceof CacheLookup.Hit<T> hit) {
            level1.put(key, hit.entry(), ticket);
            return Uni.createFrom().item(hit.entry());
        }
        if (found instanceof CacheLookup.Wait<T>) {
            held.retryAt(environment.millis() + LOOK_AGAIN.toMillis());
            return Uni.createFrom().item(held);
        }
        return load(key, source, ticket, found.lease());
    }

    private Uni<Entry<T>> load(String key, LoadSpec<T> source, Level1.Ticket ticket, Lease lease) {
        long start = System.nanoTime();
        return environment
                .loads()
                .run(source.loader())
                .ifNoItem()
                .after(spec.hardTimeout())
                .failWith(StoreUnavailableException::overloaded)
                .map(value -> entryOf(value, source, System.nanoTime() - start, lease))
                .invoke(entry -> keep(key, entry, ticket, lease))
                .onFailure()
                .invoke(() -> {
                    stats.loadFailures.increment();
                    RecoveredFailure.STORE_IN_CACHE.attempt(level2.release(key, lease));
                });
    }

    private void keep(String key, Entry<T> entry, Level1.Ticket ticket, Lease lease) {
        stats.loaded(entry.life().loadNanos());
        if (entry.isMissing() || Encoding.isCacheable(entry.json())) {
            level1.put(key, entry, ticket);
        }
        RecoveredFailure.STORE_IN_CACHE.attempt(level2.store(key, entry, lease));
    }

    /** Creates an entry whose lifetime begins now. */
    Entry<T> entryOf(T value, LoadSpec<T> source, long loadNanos, Lease lease) {
        if (value == null) {
            return missing();
        }
        long now = environment.millis();
        long ttl = Math.round(spec.ttl().toMillis() * (1 - spec.jitter() * (1 - environment.random())));
        EntryLifetime lifetime =
                new EntryLifetime(now, now + ttl, now + spec.staleTtl().toMillis(), loadNanos);
        Set<String> tags = source.tagsOf(value, spec.tags());
        return Entry.loaded(format, value, tags, lease.isNone() ? 0 : Long.parseLong(lease.stamp()), lifetime);
    }

    Entry<T> missing() {
        long now = environment.millis();
        long until = now + spec.missingTtl().toMillis();
        return Entry.missing(new EntryLifetime(now, until, until, 0));
    }
}
