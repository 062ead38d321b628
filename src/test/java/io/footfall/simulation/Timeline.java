package io.footfall.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * The clock and the event queue of a discrete-event simulation on one thread. Time advances only from one event to the
 * next, so that an hour of simulated time costs no more than its events. What happens, and when, depends on the seed
 * alone.
 */
public final class Timeline implements InstantSource {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final Instant BEGINNING = Instant.parse("2026-01-01T12:00:00Z");

    /** A scheduled event. */
    public static final class Event implements Comparable<Event> {
        private final long micros;
        private final long order;
        private Runnable action;

        private Event(long micros, long order, Runnable action) {
            this.micros = micros;
            this.order = order;
            this.action = action;
        }

        /** Cancels the event. */
        public void cancel() {
            action = null;
        }

        @Override
        public int compareTo(Event other) {
            return micros == other.micros ? Long.compare(order, other.order) : Long.compare(micros, other.micros);
        }
    }

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final Random random;
    private long micros;
    private long scheduled;
    private long happened;

    /**
     * Creates a timeline that begins at noon UTC.
     *
     * @param seed the seed of all random choices
     */
    public Timeline(long seed) {
        random = new Random(seed);
    }

    /**
     * Returns the random generator.
     *
     * @return the only source of randomness in the simulation
     */
    public Random random() {
        return random;
    }

    /**
     * Returns the simulated time.
     *
     * @return microseconds since the beginning of the simulation
     */
    public long micros() {
        return micros;
    }

    /**
     * Returns the monotonic clock.
     *
     * @return nanoseconds
     */
    public long nanos() {
        return micros * NANOS_PER_MICRO;
    }

    /**
     * Returns how many events have run.
     *
     * @return a number that never decreases
     */
    public long happened() {
        return happened;
    }

    @Override
    public Instant instant() {
        return BEGINNING.plusMillis(micros / MICROS_PER_MILLI);
    }

    /**
     * Schedules an event at a time.
     *
     * @param at microseconds since the beginning; a time in the past means now
     * @param action what the event runs
     * @return the event
     */
    public Event at(long at, Runnable action) {
        Event event = new Event(Math.max(at, micros), scheduled++, action);
        events.add(event);
        return event;
    }

    /**
     * Schedules an event after a delay.
     *
     * @param millis the delay in milliseconds
     * @param action what the event runs
     * @return the event
     */
    public Event in(long millis, Runnable action) {
        return at(micros + millis * MICROS_PER_MILLI, action);
    }

    /**
     * Runs the next event.
     *
     * @return false where no event is scheduled
     */
    public boolean step() {
        Event next = events.poll();
        while (next != null && next.action == null) {
            next = events.poll();
        }
        if (next == null) {
            return false;
        }
        micros = next.micros;
        happened++;
        next.action.run();
        return true;
    }

    /**
     * Runs all events within a span of time, and advances the clock by that span.
     *
     * @param millis the length of the span in milliseconds
     */
    public void pass(long millis) {
        long end = micros + millis * MICROS_PER_MILLI;
        while (!events.isEmpty() && events.peek().micros <= end) {
            step();
        }
        micros = Math.max(micros, end);
    }
}
