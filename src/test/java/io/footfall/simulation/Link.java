package io.footfall.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;

/** The network between one replica and one store. Each connection keeps its messages in order; nothing else is in order. */
public final class Link {

    private static final int FASTEST_MICROS = 50;
    private static final int USUAL_MICROS = 4_000;
    private static final int SLOW_MICROS = 60_000;
    private static final int ONE_IN = 20;

    /** What may be wrong with it. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** Connections break, and new ones are refused. */
        CUT,
        /** Nothing arrives; later, on a connection that did not break meanwhile, everything does. */
        BLACK_HOLE,
        /** What the replica sends arrives; the answers do not, or later. */
        ANSWERS_LOST
    }

    private final Timeline timeline;
    private final Set<Connection> connections = new LinkedHashSet<>();
    private Fault fault = Fault.NONE;
    private long stalledUntil;
    private int underWay;

    /**
     * A link without faults.
     *
     * @param timeline when messages arrive
     */
    public Link(Timeline timeline) {
        this.timeline = timeline;
    }

    /**
     * Has something go wrong.
     *
     * @param next what
     */
    public void begin(Fault next) {
        fault = next;
        if (next == Fault.CUT) {
            breakAll();
        }
    }

    /** Mends it. A connection on which messages are late either goes on, or was given up by the network. */
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

    /** All connections break, as when the store is restarted. */
    public void breakAll() {
        List.copyOf(connections).forEach(connection -> connection.end(true));
    }

    /**
     * The store stands still, and does after that what it was asked meanwhile.
     *
     * @param millis for how long
     */
    public void stall(long millis) {
        stalledUntil = Math.max(stalledUntil, timeline.micros() + millis * 1_000);
    }

    /**
     * Whether new connections can be made.
     *
     * @return false while it is cut
     */
    public boolean isCut() {
        return fault == Fault.CUT;
    }

    /**
     * Opens a connection.
     *
     * @param whenBroken told where the network ends it
     * @return the connection
     */
    public Connection connect(Runnable whenBroken) {
        Connection connection = new Connection(whenBroken);
        connections.add(connection);
        return connection;
    }

    /**
     * Whether nothing that was sent may arrive at the store any more, but for what a black hole holds.
     *
     * @return false while a request is under way, on a connection that was ended too
     */
    public boolean isStill() {
        return underWay == 0;
    }

    private long latency() {
        int most = timeline.random().nextInt(ONE_IN) == 0 ? SLOW_MICROS : USUAL_MICROS;
        return FASTEST_MICROS + timeline.random().nextInt(most);
    }

    /** Messages that are sent at the same moment, most of which arrive together. */
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

    /** A connection: messages to the store, and answers, each in order. */
    public final class Connection {

        private final Runnable whenBroken;
        private final Queue<Runnable> requests = new ArrayDeque<>();
        private final Queue<Runnable> answers = new ArrayDeque<>();
        private Packet lastRequest = new Packet(-1, 0);
        private Packet lastAnswer = new Packet(-1, 0);
        private boolean ended;

        /** How many of the requests that are under way when the replica ends it arrive all the same. */
        private int arriveAllTheSame;

        private Connection(Runnable whenBroken) {
            this.whenBroken = whenBroken;
        }

        /**
         * Whether it was ended, by either side.
         *
         * @return true from then on
         */
        public boolean isEnded() {
            return ended;
        }

        /**
         * Sends something to the store.
         *
         * @param arrival what happens when it arrives
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
         * Sends something to the replica.
         *
         * @param arrival what happens when it arrives
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

        /** The replica ends it. What it sent before may arrive. */
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
