package io.footfall.views;

import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Remembers the totals that this replica answered, so that a count does not fall while Redis, which knows what is
 * buffered, is away: then it is what was answered last, and what was counted since, unless Postgres holds more. That is
 * never more than the truth, and less only by what other replicas count. Items are named by their fields, of one incarnation each.
 *
 * <p>In two generations, because each view is remembered, and an order of use would cost more than the rest of it: where the younger one
 * is full it becomes the older one, and what nobody viewed since the one before that is forgotten.
 */
@Singleton
final class LastTotals {

    private static final int MOST_OF_A_GENERATION = 50_000;

    private record Generations(Map<String, Long> younger, Map<String, Long> older) {

        private static final Generations EMPTY = new Generations(Map.of(), Map.of());

        private Generations next() {
            return new Generations(new ConcurrentHashMap<>(), younger);
        }

        private Long last(String item) {
            Long total = younger.get(item);
            return total == null ? older.get(item) : total;
        }
    }

    private volatile Generations generations = Generations.EMPTY.next();

    /** Redis answered a total. */
    void saw(String item, long total) {
        put(generations, item, total);
    }

    private void put(Generations current, String item, long total) {
        if (current.younger().put(item, total) == null && current.younger().size() >= MOST_OF_A_GENERATION) {
            begin(current);
        }
    }

    private synchronized void begin(Generations full) {
        if (generations == full) {
            generations = full.next();
        }
    }

    /** The total that was answered last, 0 where there was none. */
    long last(String item) {
        Long last = generations.last(item);
        return last == null ? 0 : last;
    }

    /** Both stores are in line: from now on Redis tells totals, without views that were taken back. */
    synchronized void forget() {
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
        Long last = current.last(item);
        long total = last == null ? persisted : Math.max(persisted, last + added);
        // Looked at after the generation was: whoever forgets does so after Redis is back.
        if (isAway.getAsBoolean()) {
            put(current, item, total);
        }
        return total;
    }
}
