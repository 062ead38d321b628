package io.footfall.product.views.model;

import java.time.Duration;
import java.time.Instant;

/**
 * A time span in which a viewer counts once per item. Windows have a fixed length and are aligned to the epoch, so that
 * replicas agree on them without communication. A window of 24 hours is a day in UTC.
 *
 * @param index number of windows between the epoch and this one
 * @param hours length in hours
 */
public record DedupWindow(long index, int hours) {

    private static final String BETWEEN = "h";

    /**
     * Returns the window that contains a time.
     *
     * @param time the time
     * @param hours the length of windows in hours, at least 1
     * @return the window
     */
    public static DedupWindow at(Instant time, int hours) {
        return new DedupWindow(
                Math.floorDiv(time.getEpochSecond(), Duration.ofHours(hours).toSeconds()), hours);
    }

    /**
     * Parses a label that {@link #label()} returned.
     *
     * @param label the label
     * @return the window
     * @throws NumberFormatException if the text is not such a label
     */
    public static DedupWindow ofLabel(String label) {
        String[] parts = label.split(BETWEEN, 2);
        if (parts.length < 2) {
            throw new NumberFormatException("no label of a window");
        }
        return new DedupWindow(Long.parseLong(parts[1]), Integer.parseInt(parts[0]));
    }

    /**
     * Returns the end of the window.
     *
     * @return the first instant of the next window
     * @throws java.time.DateTimeException if the window lies outside the range of {@link Instant}
     */
    public Instant end() {
        return Instant.ofEpochSecond((index + 1) * Duration.ofHours(hours).toSeconds());
    }

    Duration length() {
        return Duration.ofHours(hours);
    }

    /**
     * Returns the name of the window in keys. Windows of different lengths never have the same label.
     *
     * @return the length in hours, {@code h} and the index, for example {@code 24h20564}
     */
    public String label() {
        return hours + BETWEEN + index;
    }
}
