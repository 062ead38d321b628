package io.footfall.product.views;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Remembers the totals that this replica answered, and those that others did ({@link SharedTotals}), so that no count falls: not because it was read a
 * moment ago, nor while Redis, which knows what is buffered, is away. Then it is what was answered last, and what was counted since, unless Postgres
 * holds more. That is never more than the truth, and less only by what other replicas count without Redis. Items are named by their fields, of one
 * incarnation each.
 *
 * <p>In two generations, because each view is remembered, and an order of use would cost more than the rest of it: where the younger one
 * is full it becomes the older one, and what nobody viewed since the one before that is forgotten.
 */
@Singleton
final class MonotonicTotals {

    private static final int MOST_OF_A_GENERATION = 50_000;

    private record Generations(Map<String, Long> younger, Map<String, Long> older) {

        private static final Generations EMPTY = new Generations(Map.of(), Map.of());

        private Generations next() {
            return new Generations(new ConcurrentHashMap<>(), younger);
        }

        /** 0 where there is none. A total of another replica may come late, when a higher one is in the older generation. */
        private long last(String item) {
            return Math.max(younger.getOrDefault(item, 0L), older.getOrDefault(item, 0L));
        }
    }

    private final AtomicLong losses = new AtomicLong();
    private volatile Generations generations = Generations.EMPTY.next();

    /** Redis answered a total, to this replica or to another one. */
    void saw(String item, long total) {
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

    /** The highest total that was answered, 0 where there was none, or it is forgotten. */
    long last(String item) {
        return generations.last(item);
    }

    /**
     * How often totals were forgotten. Of a count that was read before that nobody knows whether a higher one was answered since; it grows before the totals
     * go.
     */
    long losses() {
        return losses.get();
    }

    /** Totals of others were missed. */
    void missed() {
        losses.incrementAndGet();
    }

    /** Both stores are in line: from now on Redis tells totals, without views that were taken back. */
    synchronized void forget() {
        losses.incrementAndGet();
        generations = Generations.EMPTY.next();
    }

    /** The total of an item of which Postgres holds so many views. */
    long withoutRedis(String item, long persisted, BooleanSupplier isAway) {
        return withoutRedis(item, persisted, 0, isAway);
    }

    /**
     * The same after so many of those were added.
     *
     * @param isAway whether Redis is still away; where it is not, the total may hold views that were taken back since, and is not remembered
     */
    long withoutRedis(String item, long persisted, long added, BooleanSupplier isAway) {
        Generations current = generations;
        long last = current.last(item);
        long total = last == 0 ? persisted : Math.max(persisted, last + added);
        // Looked at after the generation was: whoever forgets does so after Redis is back.
        if (isAway.getAsBoolean()) {
            put(current, item, total);
        }
        return total;
    }
}
