package io.footfall.product.admin;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Views per second over the last five minutes, so that who comes to look sees what led here. Confined to its caller's lock. */
final class ViewRateHistory {

    /** One for each second. */
    private static final int POINTS = 300;

    /** Views per second at a moment. */
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
