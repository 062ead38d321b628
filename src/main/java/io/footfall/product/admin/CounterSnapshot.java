package io.footfall.product.admin;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * What was counted since some moment.
 *
 * @param id another one whenever counting began anew
 * @param since when it began
 * @param counts by figure
 */
record CounterSnapshot(String id, Instant since, Map<String, Long> counts) {

    long of(String figure) {
        return counts.getOrDefault(figure, 0L);
    }

    /** Whether the others were counted later by the same count; a Redis that went back in time has some that shrank. */
    boolean isContinuedBy(CounterSnapshot later) {
        return id.equals(later.id)
                && counts.entrySet().stream().allMatch(count -> later.of(count.getKey()) >= count.getValue());
    }

    /** These, with figures that were not known yet as they were when they came to be known: who knows how old they were then. */
    CounterSnapshot orAs(CounterSnapshot later) {
        if (counts.keySet().containsAll(later.counts.keySet())) {
            return this;
        }
        Map<String, Long> filled = new HashMap<>(later.counts);
        filled.putAll(counts);
        return new CounterSnapshot(id, since, filled);
    }

    /** What a figure grew by; nothing where it was not known before. */
    long grownSince(CounterSnapshot earlier, String figure) {
        return earlier.counts.containsKey(figure) ? of(figure) - earlier.of(figure) : 0;
    }
}
