package io.footfall.product.views.totals;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * A cache of the totals that this replica returned, and of those that other replicas returned ({@link SharedTotals}).
 * It ensures that no count decreases: neither because a count was read and cached a moment ago, nor while Redis, which
 * holds the buffered views, is unavailable. While Redis is unavailable, the total of an item is the last returned total
 * plus the views that were counted since, or the total in Postgres if that is higher. This total never exceeds the true
 * total. It is lower only by the views that other replicas count without Redis. Items are identified by their fields,
 * each of which names one incarnation. Thread-safe.
 *
 * <p>The cache has two generations instead of least-recently-used eviction, because every view is recorded here, and an
 * access order would cost more than everything else. When the younger generation is full, it becomes the older one. The
 * previous older generation is discarded, so that totals of items without recent views are evicted.
 */
@Singleton
public final class MonotonicTotals {

    private static final int MOST_OF_A_GENERATION = 50_000;

    private record Generations(Map<String, Long> younger, Map<String, Long> older) {

        private static final Generations EMPTY = new Generations(Map.of(), Map.of());

        private Generations next() {
            return new Generations(new ConcurrentHashMap<>(), younger);
        }

        /**
         * Returns the highest cached total, or 0 if there is none. Both generations are read because a total of another
         * replica may arrive late, when a higher one is already in the older generation.
         */
        private long last(String item) {
            return Math.max(younger.getOrDefault(item, 0L), older.getOrDefault(item, 0L));
        }
    }

    private final AtomicLong losses = new AtomicLong();
    private volatile Generations generations = Generations.EMPTY.next();

    /**
     * Records a total that Redis returned to this replica or to another one.
     *
     * @param item the field of the item
     * @param total the total; ignored if a higher one is cached
     */
    public void saw(String item, long total) {
        put(generations, item, total);
    }

    private void put(Generations current, String item, long total) {
        Long known = current.younger().putIfAbsent(item, total);
        if (known == null) {
            if (current.younger().size() >= MOST_OF_A_GENERATION) {
                begin(current);
            }
        } else if (known < total) {
            current.younger().merge(item, total, Math::max);
        }
    }

    private synchronized void begin(Generations full) {
        if (generations == full) {
            losses.incrementAndGet();
            generations = full.next();
        }
    }

    /**
     * Returns the highest total that was returned for an item.
     *
     * @param item the field of the item
     * @return the total; 0 if there is none or if it was evicted
     */
    public long last(String item) {
        return generations.last(item);
    }

    /**
     * Returns how often totals were discarded or missed. If this number changed after a count was read, a higher total
     * may have been returned in the meantime. The number is incremented before the totals are discarded.
     *
     * @return a number that only grows, from 0
     */
    public long losses() {
        return losses.get();
    }

    /** Records that totals of other replicas were missed. */
    void missed() {
        losses.incrementAndGet();
    }

    /**
     * Discards all totals after both stores were reconciled. From now on Redis provides the totals, without the views
     * that were reverted.
     */
    synchronized void forget() {
        losses.incrementAndGet();
        generations = Generations.EMPTY.next();
    }

    /**
     * Returns the total of an item while Redis is unavailable.
     *
     * @param item the field of the item
     * @param persisted the number of views that Postgres holds
     * @param isAway whether Redis is still unavailable; see {@link #withoutRedis(String, long, long, BooleanSupplier)}
     * @return the last returned total, or {@code persisted} if that is higher
     */
    public long withoutRedis(String item, long persisted, BooleanSupplier isAway) {
        return withoutRedis(item, persisted, 0, isAway);
    }

    /**
     * Returns the total of an item while Redis is unavailable, after views were added in Postgres.
     *
     * @param item the field of the item
     * @param persisted the number of views that Postgres holds, including {@code added}
     * @param added how many of the persisted views were added just now
     * @param isAway whether Redis is still unavailable; if it is not, the total may include views that were reverted in
     *     the meantime, and it is not cached
     * @return the last returned total plus {@code added}, or {@code persisted} if that is higher
     */
    public long withoutRedis(String item, long persisted, long added, BooleanSupplier isAway) {
        Generations current = generations;
        long last = current.last(item);
        long total = last == 0 ? persisted : Math.max(persisted, last + added);
        // Checked after the generation was read: forget() is called only after the Redis route was opened. If the route
        // is still closed here, a later forget() discards this generation.
        if (isAway.getAsBoolean()) {
            put(current, item, total);
        }
        return total;
    }
}
