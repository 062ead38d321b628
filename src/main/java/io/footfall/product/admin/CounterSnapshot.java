package io.footfall.product.admin;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * A snapshot of cumulative counters.
 *
 * @param id identifies the run of the counters; a different id means that they restarted from zero
 * @param since when this run of the counters began
 * @param counts the count of each metric
 */
record CounterSnapshot(String id, Instant since, Map<String, Long> counts) {

    long of(String figure) {
        return counts.getOrDefault(figure, 0L);
    }

    /**
     * Whether {@code later} is a later snapshot of the same run of counters. False where the id differs or a count
     * shrank: a Redis that was restored from an older snapshot has smaller counts.
     */
    boolean isContinuedBy(CounterSnapshot later) {
        return id.equals(later.id)
                && counts.entrySet().stream().allMatch(count -> later.of(count.getKey()) >= count.getValue());
    }

    /**
     * Returns this snapshot, completed with the metrics that only {@code later} has, at their value in {@code later}.
     * Their growth between the two snapshots is unknown and therefore counts as 0.
     */
    CounterSnapshot orAs(CounterSnapshot later) {
        if (counts.keySet().containsAll(later.counts.keySet())) {
            return this;
        }
        Map<String, Long> filled = new HashMap<>(later.counts);
        filled.putAll(counts);
        return new CounterSnapshot(id, since, filled);
    }

    /** Returns the increase of a metric since {@code earlier}; 0 where {@code earlier} does not have the metric. */
    long grownSince(CounterSnapshot earlier, String figure) {
        return earlier.counts.containsKey(figure) ? of(figure) - earlier.of(figure) : 0;
    }
}
