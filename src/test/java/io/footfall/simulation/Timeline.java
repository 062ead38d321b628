package io.footfall.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * The time of a simulation, and what happens in it: a discrete-event simulation on one thread. Time passes only from one event to the next, so that
 * a simulated hour costs what its events cost. What happens, and when, depends on the seed alone.
 */
public final class Timeline implements InstantSource {

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_MILLI = 1_000;
    private static final Instant BEGINNING = Instant.parse("2026-01-01T12:00:00Z");

    /** What is to happen at a moment. */
    public static final class Event implements Comparable<Event> {
        private final long micros;
        private final long order;
        private Runnable action;

        private Event(long micros, long order, Runnable action) {
            this.micros = micros;
            this.order = order;
            this.action = action;
        }

        /** It does not happen any more. */
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
     * Begins at noon.
     *
     * @param seed decides about everything that is left to chance
     */
    public Timeline(long seed) {
        random = new Random(seed);
    }

    /**
     * Chance.
     *
     * @return the one source of it
     */
    public Random random() {
        return random;
    }

    /**
     * Microseconds since the beginning.
     *
     * @return as many as have passed
     */
    public long micros() {
        return micros;
    }

    /**
     * The monotonic clock.
     *
     * @return nanoseconds
     */
    public long nanos() {
        return micros * NANOS_PER_MICRO;
    }

    /**
     * How many events there were.
     *
     * @return a number that only grows
     */
    public long happened() {
        return happened;
    }

    @Override
    public Instant instant() {
        return BEGINNING.plusMillis(micros / MICROS_PER_MILLI);
    }

    /**
     * Has something happen.
     *
     * @param at microseconds since the beginning; not earlier than now
     * @param action what happens
     * @return the event
     */
    public Event at(long at, Runnable action) {
        Event event = new Event(Math.max(at, micros), scheduled++, action);
        events.add(event);
        return event;
    }

    /**
     * Has something happen in a while.
     *
     * @param millis from now on
     * @param action what happens
     * @return the event
     */
    public Event in(long millis, Runnable action) {
        return at(micros + millis * MICROS_PER_MILLI, action);
    }

    /**
     * Lets the next event happen.
     *
     * @return false where nothing is to happen any more
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
     * Lets time pass, and all that happens in it.
     *
     * @param millis how long
     */
    public void pass(long millis) {
        long end = micros + millis * MICROS_PER_MILLI;
        while (!events.isEmpty() && events.peek().micros <= end) {
            step();
        }
        micros = Math.max(micros, end);
    }
}
