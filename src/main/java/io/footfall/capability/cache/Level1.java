package io.footfall.capability.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Level 1: values in the memory of this process. A caller takes a ticket before it reads the value that it will store.
 * An invalidation in the meantime voids the ticket for the affected keys and tags.
 *
 * <p>Invariant: a value read before an invalidation does not stay in level 1 after it. An invalidation first records
 * its number and then removes the entry. A store checks the recorded numbers while it holds the lock of the key. So the
 * value is either not stored or removed, in whichever order the two run.
 */
// Caffeine loads its generated implementation class by this name, which encodes maximum weight and variable expiry.
// Quarkus registers only the classes for other options for reflection.
@RegisterForReflection(classNames = "com.github.benmanes.caffeine.cache.SSMWA")
final class Level1<T> {

    /** Lifetime of a ticket, longer than any load may take. Older tickets are void. */
    static final Duration TICKETS_LAST = Duration.ofMinutes(1);

    /** Bytes of JSON per unit of weight. A larger value counts as several. */
    private static final int BYTES_OF_ONE = 4 * 1_024;

    private static final long MOST_INVALIDATIONS = 100_000;

    /**
     * The right to store a value that is read after the ticket was taken.
     *
     * @param number number of the last invalidation when the ticket was taken
     * @param takenAt epoch milliseconds
     */
    record Ticket(long number, long takenAt) {}

    private final Cache<String, Entry<T>> values;
    private final Cache<String, Entry<T>> missing;
    private final Cache<String, Long> invalidatedKeys;
    private final Cache<String, Long> invalidatedTags;
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong everythingBefore = new AtomicLong();
    private final LongSupplier millis;

    Level1(long size, LongSupplier millis) {
        this.millis = millis;
        Ticker ticker = () -> TimeUnit.MILLISECONDS.toNanos(millis.getAsLong());
        this.values = untilStale(size, ticker);
        this.missing = untilStale(size, ticker);
        this.invalidatedKeys = invalidations(ticker);
        this.invalidatedTags = invalidations(ticker);
    }

    private Cache<String, Entry<T>> untilStale(long size, Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumWeight(size)
                .weigher((String key, Entry<T> entry) -> 1 + entry.json().length / BYTES_OF_ONE)
                .ticker(ticker)
                .expireAfter(Expiry.<String, Entry<T>>creating((key, entry) ->
                        Duration.ofMillis(Math.max(0, entry.life().staleUntil() - millis.getAsLong()))))
                .build();
    }

    private Cache<String, Long> invalidations(Ticker ticker) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_INVALIDATIONS)
                .ticker(ticker)
                .expireAfterWrite(TICKETS_LAST.multipliedBy(2))
                .executor(Runnable::run)
                .evictionListener((String key, Long number, RemovalCause cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        voidTicketsUpTo(number);
                    }
                })
                .build();
    }

    private void voidTicketsUpTo(long number) {
        everythingBefore.accumulateAndGet(number, Math::max);
    }

    Ticket ticket() {
        return new Ticket(numbers.get(), millis.getAsLong());
    }

    /**
     * Returns the entry of a key, fresh or stale, or the entry which says that no value exists; null if nothing is
     * cached.
     */
    Entry<T> get(String key) {
        Entry<T> entry = values.getIfPresent(key);
        return entry == null ? missing.getIfPresent(key) : entry;
    }

    /** Stores an entry, unless the ticket is void. */
    void put(String key, Entry<T> entry, Ticket ticket) {
        Cache<String, Entry<T>> home = entry.isMissing() ? missing : values;
        home.asMap().compute(key, (same, held) -> isVoid(key, entry, ticket) ? held : entry);
        if (!entry.isMissing()) {
            missing.invalidate(key);
        }
    }

    /**
     * Stores a written value and voids the tickets of concurrent reads of the key. If another write or invalidation ran
     * since the ticket was taken, the order of the writes is unknown, so the entry is removed instead.
     */
    void replace(String key, Entry<T> entry, Ticket ticket) {
        values.asMap().compute(key, (same, held) -> {
            boolean overtaken = isVoid(key, entry, ticket);
            invalidatedKeys.put(key, numbers.incrementAndGet());
            return overtaken ? null : entry;
        });
        missing.invalidate(key);
    }

    private boolean isVoid(String key, Entry<T> entry, Ticket ticket) {
        return everythingBefore.get() > ticket.number()
                || millis.getAsLong() - ticket.takenAt() > TICKETS_LAST.toMillis()
                || isAfter(invalidatedKeys.getIfPresent(key), ticket)
                || entry.tags().stream().anyMatch(tag -> isAfter(invalidatedTags.getIfPresent(tag), ticket));
    }

    private static boolean isAfter(Long invalidation, Ticket ticket) {
        return invalidation != null && invalidation > ticket.number();
    }

    void invalidate(String key) {
        invalidatedKeys.put(key, numbers.incrementAndGet());
        values.invalidate(key);
        missing.invalidate(key);
    }

    /**
     * Invalidates entries by tag. O(values): scanning the cached values costs less than maintaining an index of tags on
     * every store.
     */
    void invalidateTags(List<String> tags) {
        long number = numbers.incrementAndGet();
        tags.forEach(tag -> invalidatedTags.put(tag, number));
        Set<String> names = Set.copyOf(tags);
        values.asMap().values().removeIf(entry -> entry.tags().stream().anyMatch(names::contains));
    }

    void invalidateMatching(Predicate<String> keys) {
        voidTicketsUpTo(numbers.incrementAndGet());
        values.asMap().keySet().removeIf(keys);
        missing.asMap().keySet().removeIf(keys);
    }

    void clear() {
        voidTicketsUpTo(numbers.incrementAndGet());
        values.invalidateAll();
        missing.invalidateAll();
    }

    long size() {
        return values.estimatedSize();
    }
}
