package io.footfall.views;

import java.time.Duration;
import java.time.Instant;

/**
 * A span of time in which a viewer counts once per item. Windows have a fixed length and are aligned to the epoch, so
 * that replicas agree on them without talking; a window of 24 hours is a day in UTC.
 *
 * @param index number of windows between the epoch and this one
 * @param hours length
 */
record DedupWindow(long index, int hours) {

    static DedupWindow at(Instant time, int hours) {
        return new DedupWindow(
                Math.floorDiv(time.getEpochSecond(), Duration.ofHours(hours).toSeconds()), hours);
    }

    Instant end() {
        return Instant.ofEpochSecond((index + 1) * Duration.ofHours(hours).toSeconds());
    }

    Duration length() {
        return Duration.ofHours(hours);
    }

    /** The window's name in keys; another length of windows never meets the same name. */
    String label() {
        return hours + "h" + index;
    }
}
