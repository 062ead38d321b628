package io.footfall.simulation;

import java.util.Map;
import java.util.TreeMap;

/** How often something happened that has to happen, so that a test cannot pass by doing nothing. */
final class Reached {

    private final Map<String, Integer> times = new TreeMap<>();

    void note(String what) {
        times.merge(what, 1, Integer::sum);
    }

    Map<String, Integer> times() {
        return times;
    }
}
