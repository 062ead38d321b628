package io.footfall.admin;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Views per second over the last five minutes, so that who comes to look sees what led here. Confined to its caller's lock. */
final class Course {

    /** One for each second. */
    private static final int POINTS = 300;

    /** Views per second at a moment. */
    @RegisterForReflection
    record Point(Instant at, Scope scope, double first, double repeat) {}

    private final Deque<Point> points = new ArrayDeque<>();

    void add(Instant at, Span span) {
        points.addLast(new Point(at, span.scope(), span.perSecond(Figure.FIRST), span.perSecond(Figure.REPEAT)));
        if (points.size() > POINTS) {
            points.removeFirst();
        }
    }

    List<Point> points() {
        return List.copyOf(points);
    }
}
