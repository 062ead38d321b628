package io.footfall.product.views;

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

    private static final String BETWEEN = "h";

    static DedupWindow at(Instant time, int hours) {
        return new DedupWindow(
                Math.floorDiv(time.getEpochSecond(), Duration.ofHours(hours).toSeconds()), hours);
    }

    /**
     * Reads what {@link #label()} wrote.
     *
     * @throws NumberFormatException where it is something else
     */
    static DedupWindow ofLabel(String label) {
        String[] parts = label.split(BETWEEN, 2);
        if (parts.length < 2) {
            throw new NumberFormatException("no label of a window");
        }
        return new DedupWindow(Long.parseLong(parts[1]), Integer.parseInt(parts[0]));
    }

    Instant end() {
        return Instant.ofEpochSecond((index + 1) * Duration.ofHours(hours).toSeconds());
    }

    Duration length() {
        return Duration.ofHours(hours);
    }

    /** The window's name in keys; another length of windows never meets the same name. */
    String label() {
        return hours + BETWEEN + index;
    }
}
