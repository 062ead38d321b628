package io.footfall.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/**
 * The simulated network between one replica and one store. Messages of one connection arrive in order. Messages of
 * different connections may overtake each other.
 */
public final class Link {

    private static final int FASTEST_MICROS = 50;
    private static final int USUAL_MICROS = 4_000;
    private static final int SLOW_MICROS = 60_000;
    private static final int ONE_IN = 20;

    /** A fault of the link. */
    public enum Fault {
        /** No fault. */
        NONE,
        /** Open connections break, and new connections are refused. */
        CUT,
        /**
         * No message arrives in either direction. When the fault ends, the held messages arrive on each connection that
         * did not break meanwhile.
         */
        BLACK_HOLE,
        /** Requests of the replica arrive. Replies do not arrive, or only after the fault ended. */
        ANSWERS_LOST
    }

    private final Timeline timeline;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private Fault fault = Fault.NONE;
    private long stalledUntil;
    private int underWay;

    /**
     * Creates a link without faults.
     *
     * @param timeline the clock of the simulation, on which messages arrive
     */
    public Link(Timeline timeline) {
        this.timeline = timeline;
    }

    /**
     * Begins a fault.
     *
     * @param next the fault
     */
    public void begin(Fault next) {
        fault = next;
        if (next == Fault.CUT) {
            breakAll();
        }
    }

    /** Ends the fault. A connection with held messages either delivers them, or is broken by the network, at random. */
    public void heal() {
        fault = Fault.NONE;
        for (Connection connection : List.copyOf(connections)) {
            if (connection.isHeldUp() && timeline.random().nextBoolean()) {
                connection.end(true);
            } else {
                connection.goOn();
            }
        }
    }

    /** Breaks all connections, as a restart of the store does. */
    public void breakAll() {
        List.copyOf(connections).forEach(connection -> connection.end(true));
    }

    /**
     * Stalls the store. It executes the requests that arrive meanwhile when the stall ends.
     *
     * @param millis the length of the stall in milliseconds
     */
    public void stall(long millis) {
        stalledUntil = Math.max(stalledUntil, timeline.micros() + millis * 1_000);
    }

    /**
     * Whether new connections are refused.
     *
     * @return true while the fault is {@link Fault#CUT}
     */
    public boolean isCut() {
        return fault == Fault.CUT;
    }

    /**
     * Opens a connection.
     *
     * @param whenBroken runs when the network breaks the connection
     * @return the connection
     */
    public Connection connect(Runnable whenBroken) {
        Connection connection = new Connection(whenBroken);
        connections.add(connection);
        return connection;
    }

    /**
     * Whether no request is in flight to the store, apart from those that a black hole holds.
     *
     * @return false while a request is in flight, also one of a connection that was closed
     */
    public boolean isStill() {
        return underWay == 0;
    }

    private long latency() {
        int most = timeline.random().nextInt(ONE_IN) == 0 ? SLOW_MICROS : USUAL_MICROS;
        return FASTEST_MICROS + timeline.random().nextInt(most);
    }

    /** Messages that one side sends at the same moment. Most of them arrive together. */
    private final class Packet {

        private final long sent;
        private final long arrival;
        private final List<Runnable> messages = new ArrayList<>(1);

        private Packet(long sent, long arrivalBefore) {
            this.sent = sent;
            this.arrival = Math.max(arrivalBefore + 1, sent + latency());
        }

        private boolean takes() {
            return sent == timeline.micros() && timeline.random().nextInt(ONE_IN) > 0;
        }
    }

    /** A connection: requests to the store, and replies to the replica, each in order. */
    public final class Connection {

        private final Runnable whenBroken;
        private final Queue<Runnable> requests = new ArrayDeque<>();
        private final Queue<Runnable> answers = new ArrayDeque<>();
        private Packet lastRequest = new Packet(-1, 0);
        private Packet lastAnswer = new Packet(-1, 0);
        private boolean ended;

        /** How many of the requests that are in flight when the replica closes the connection still arrive. */
        private int arriveAllTheSame;

        private Connection(Runnable whenBroken) {
            this.whenBroken = whenBroken;
        }

        /**
         * Whether the connection was closed, by either side.
         *
         * @return true from then on
         */
        public boolean isEnded() {
            return ended;
        }

        /**
         * Sends a message to the store.
         *
         * @param arrival runs when the message arrives
         */
        public void send(Runnable arrival) {
            if (!lastRequest.takes()) {
                Packet packet = new Packet(timeline.micros(), lastRequest.arrival);
                timeline.at(packet.arrival, () -> packet.messages.forEach(this::arrive));
                lastRequest = packet;
            }
            lastRequest.messages.add(arrival);
            underWay++;
        }

        private void arrive(Runnable arrival) {
            underWay--;
            if (ended) {
                if (arriveAllTheSame > 0) {
                    arriveAllTheSame--;
                    arrival.run();
                }
            } else if (fault == Fault.BLACK_HOLE || !requests.isEmpty()) {
                requests.add(arrival);
            } else if (stalledUntil > timeline.micros()) {
                underWay++;
                timeline.at(stalledUntil, () -> arrive(arrival));
            } else {
                arrival.run();
            }
        }

        /**
         * Sends a message to the replica.
         *
         * @param arrival runs when the message arrives
         */
        public void answer(Runnable arrival) {
            if (!lastAnswer.takes()) {
                Packet packet = new Packet(timeline.micros(), lastAnswer.arrival);
                timeline.at(packet.arrival, () -> packet.messages.forEach(this::arriveBack));
                lastAnswer = packet;
            }
            lastAnswer.messages.add(arrival);
        }

        private void arriveBack(Runnable arrival) {
            if (ended) {
                return;
            }
            if (fault == Fault.BLACK_HOLE || fault == Fault.ANSWERS_LOST || !answers.isEmpty()) {
                answers.add(arrival);
            } else {
                arrival.run();
            }
        }

        private boolean isHeldUp() {
            return !requests.isEmpty() || !answers.isEmpty();
        }

        private void goOn() {
            List<Runnable> late = new ArrayList<>(requests);
            requests.clear();
            late.forEach(this::send);
            late = new ArrayList<>(answers);
            answers.clear();
            late.forEach(this::answer);
        }

        /** Closes the connection on the side of the replica. Requests that were sent before may still arrive. */
        public void close() {
            if (!ended) {
                arriveAllTheSame = timeline.random().nextInt(4);
                end(false);
            }
        }

        private void end(boolean byNetwork) {
            if (ended) {
                return;
            }
            ended = true;
            connections.remove(this);
            requests.clear();
            answers.clear();
            if (byNetwork) {
                whenBroken.run();
            }
        }
    }
}
