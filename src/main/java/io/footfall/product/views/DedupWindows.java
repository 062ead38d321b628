package io.footfall.product.views;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells which dedup window a time lies in and how long the window is remembered. */
@Singleton
class DedupWindows {

    /** Clocks of platforms and ours may differ by this much. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    /** Longer than counting a view takes, stores that are slow included. */
    private static final Duration TO_COUNT = Duration.ofMinutes(1);

    private final int hours;
    private final Duration lateness;
    private final Clock clock;

    DedupWindows(ViewSettings settings, Clock clock) {
        this.hours = settings.dedupWindowHours();
        this.lateness = settings.lateness();
        this.clock = clock;
    }

    /** The window of a view that happens now. */
    DedupRetention now() {
        return live(DedupWindow.at(clock.instant(), hours));
    }

    /** The window after the present one. */
    DedupRetention next() {
        return live(DedupWindow.at(clock.instant().plus(Duration.ofHours(hours)), hours));
    }

    /** The window of a view that is reported late; empty where its viewers are forgotten already or it lies ahead. */
    Optional<DedupRetention> at(Instant time) {
        Instant now = clock.instant();
        DedupRetention retention = live(DedupWindow.at(time, hours));
        return isAhead(time) || !retention.until().isAfter(now) ? Optional.empty() : Optional.of(retention);
    }

    /** How long a window's viewers are remembered; empty where that is over, or will be before a view of it could be counted. */
    Optional<DedupRetention> held(DedupWindow window) {
        DedupRetention retention = live(window);
        return retention.until().isAfter(clock.instant().plus(TO_COUNT)) ? Optional.of(retention) : Optional.empty();
    }

    /** When the viewers of a window are forgotten. */
    Instant until(DedupWindow window) {
        return live(window).until();
    }

    /** Whether a time has not come yet, as far as clocks can be trusted. */
    boolean isAhead(Instant time) {
        return time.isAfter(clock.instant().plus(AHEAD));
    }

    /**
     * The window of a line of a log, of whatever age: remembered for at least one length of a window from now, so that
     * the same log can be sent again. Rounded up to the hour, so that the lines of an import share their batches.
     */
    DedupRetention imported(Instant time) {
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
