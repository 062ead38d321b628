package io.footfall.simulation;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts how often each required outcome occurred. A test checks these counts, so that it cannot pass without
 * exercising them.
 */
final class OutcomeCounts {

    private final Map<String, Integer> times = new TreeMap<>();

    void note(String what) {
        times.merge(what, 1, Integer::sum);
    }

    Map<String, Integer> times() {
        return times;
    }
}
