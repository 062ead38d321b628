package io.footfall.product.views.model;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds the dedup window of a time, and how long the marks of that window are kept: until
 * {@link ViewSettings#lateness()} after its end. Thread-safe.
 */
@Singleton
public final class DedupWindows {

    /** How far the clock of a caller may be ahead of the clock of this service. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    /** More than it takes to count a view, even if the stores are slow. */
    private static final Duration TO_COUNT = Duration.ofMinutes(1);

    private final int hours;
    private final Duration lateness;
    private final Clock clock;

    /**
     * Creates windows of the configured length.
     *
     * @param settings the length and the lateness
     * @param clock the present time
     */
    public DedupWindows(ViewSettings settings, Clock clock) {
        this.hours = settings.dedupWindowHours();
        this.lateness = settings.lateness();
        this.clock = clock;
    }

    /**
     * Returns the window of a view that happens now.
     *
     * @return the present window and when its marks expire
     */
    public DedupRetention now() {
        return live(DedupWindow.at(clock.instant(), hours));
    }

    /** The window after the present one. */
    DedupRetention next() {
        return live(DedupWindow.at(clock.instant().plus(Duration.ofHours(hours)), hours));
    }

    /**
     * Returns the window of a view that is reported late.
     *
     * @param time when the view happened
     * @return the window and when its marks expire; empty if they have expired, or if the time lies more than one
     *     minute in the future
     */
    public Optional<DedupRetention> at(Instant time) {
        Instant now = clock.instant();
        DedupRetention retention = live(DedupWindow.at(time, hours));
        return isAhead(time) || !retention.until().isAfter(now) ? Optional.empty() : Optional.of(retention);
    }

    /**
     * Returns how long the marks of a window are kept.
     *
     * @param window the window
     * @return the window and when its marks expire; empty if they expire within a minute or have expired, because they
     *     could expire before a view is counted
     * @throws java.time.DateTimeException if the window lies outside the range of {@link Instant}
     */
    public Optional<DedupRetention> held(DedupWindow window) {
        DedupRetention retention = live(window);
        return retention.until().isAfter(clock.instant().plus(TO_COUNT)) ? Optional.of(retention) : Optional.empty();
    }

    /**
     * Returns when the marks of a window expire.
     *
     * @param window the window
     * @return the end of the window plus the lateness
     * @throws java.time.DateTimeException if the window lies outside the range of {@link Instant}
     */
    public Instant until(DedupWindow window) {
        return live(window).until();
    }

    /**
     * Whether a time lies in the future, by more than clocks may differ.
     *
     * @param time the time
     * @return true if it is more than one minute ahead of the clock of this service
     */
    public boolean isAhead(Instant time) {
        return time.isAfter(clock.instant().plus(AHEAD));
    }

    /**
     * Returns the window of a line of an imported log, of any age. Its marks are kept for at least the length of one
     * window from now, so that the same log can be sent again without being counted twice. The end is rounded up to the
     * hour, so that the lines of an import can be counted in the same batches.
     *
     * @param time the time of the line
     * @return the window and when its marks expire; existing marks of the window are extended until then
     */
    public DedupRetention imported(Instant time) {
        DedupWindow window = DedupWindow.at(time, hours);
        Instant held = Instant.ofEpochSecond(
                        (clock.instant().getEpochSecond() / Duration.ofHours(1).toSeconds() + 1)
                                * Duration.ofHours(1).toSeconds())
                .plus(window.length());
        Instant live = live(window).until();
        return new DedupRetention(window, held.isAfter(live) ? held : live, true);
    }

    private DedupRetention live(DedupWindow window) {
        return new DedupRetention(window, window.end().plus(lateness), false);
    }
}
