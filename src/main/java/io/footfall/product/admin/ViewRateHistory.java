package io.footfall.product.admin;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Views per second over the last five minutes, so that an operator who opens the dashboard sees how the current state
 * developed. Not thread-safe: the caller must hold its lock.
 */
final class ViewRateHistory {

    /** The maximum number of points: five minutes of one point per sampling interval of one second. */
    private static final int POINTS = 300;

    /** Views per second at one moment. */
    @RegisterForReflection
    record Point(Instant at, CountScope scope, double first, double repeat) {}

    private final Deque<Point> points = new ArrayDeque<>();

    void add(Instant at, RateWindow window) {
        points.addLast(
                new Point(at, window.scope(), window.perSecond(MetricName.FIRST), window.perSecond(MetricName.REPEAT)));
        if (points.size() > POINTS) {
            points.removeFirst();
        }
    }

    List<Point> points() {
        return List.copyOf(points);
    }
}
