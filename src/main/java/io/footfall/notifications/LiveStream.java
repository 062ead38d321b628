package io.footfall.notifications;

import io.footfall.notifications.StreamEvent.Told;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * One client's stream. It tells each notification once and in order: one that is published is told at once where it is the next
 * one; whatever is missing before it is read from Postgres, a page at a time. One write is under way at a time: nothing is kept for a
 * slow client but a page, and the knowledge that there is more.
 *
 * <p>Confined to its context; what is package-private may be called from anywhere.
 */
final class LiveStream {

    /** Most notifications that are kept for the client, and that are read at once. */
    static final int PAGE = 100;

    /**
     * Whose stream it is and what ends it.
     *
     * @param userId the user
     * @param endsAt when it ends by itself
     */
    record Terms(String userId, Instant endsAt) {}

    /** What a stream needs of others. */
    interface Surroundings {

        /** What came after a number, in order, at most {@value #PAGE}. */
        Uni<List<Told>> since(String userId, long seq);

        Instant now();

        /** The stream is over. */
        void gone(LiveStream stream);
    }

    /** Who listens. */
    interface Client {

        /** Sends events; completes when the client can take more. */
        Future<Void> write(List<StreamEvent> events);

        /** There will be no more. */
        void end();

        /** It is too slow to be told that. */
        void disconnect();
    }

    private final Terms terms;
    private final Context context;
    private final Surroundings surroundings;
    private final Queue<Told> next = new ArrayDeque<>();
    private Client client;

    /** Since when there has been something that the client did not take; null: it has taken everything. */
    private Instant waitingSince;

    /** Whatever lies up to here was told, is about to be, or does not exist any more. */
    private long covered;

    /** The highest number that is known of. */
    private long known;

    private long begunAt;
    private long version = -1;
    private long unread;
    private boolean begun;
    private boolean writing;
    private boolean reading;
    private boolean openedDue = true;
    private boolean countDue;
    private boolean heartbeatDue;
    private boolean over;

    LiveStream(Terms terms, Context context, Surroundings surroundings) {
        this.terms = terms;
        this.context = context;
        this.surroundings = surroundings;
        this.waitingSince = surroundings.now();
    }

    String userId() {
        return terms.userId();
    }

    private void run(Runnable step) {
        context.runOnContext(unused -> step.run());
    }

    /** Tells everything to a client from now on; to be called once. */
    void tell(Client listening) {
        run(() -> {
            client = listening;
            drain();
        });
    }

    /**
     * Begins to tell.
     *
     * @param now what the inbox stands at
     * @param seen the last number that the client saw; what is not there yet counts as the latest
     */
    void begin(Inbox now, long seen) {
        run(() -> {
            begunAt = Math.min(seen, now.lastSeq());
            covered = begunAt;
            begun = true;
            take(now);
            drain();
        });
    }

    /** The inbox changed. */
    void heard(Inbox now) {
        run(() -> {
            take(now);
            drain();
        });
    }

    /** A notification came into the inbox, as the latest. */
    void heard(Inbox now, Told told) {
        run(() -> {
            if (begun && !reading && told.seq() == covered + 1 && next.size() < PAGE) {
                next.add(told);
                covered = told.seq();
            }
            take(now);
            drain();
        });
    }

    /** Of two states of the inbox the one of the higher version is the later, in whatever order they are heard. */
    private void take(Inbox now) {
        known = Math.max(known, now.lastSeq());
        if (now.version() > version) {
            countDue |= version < 0 || now.unread() != unread;
            version = now.version();
            unread = now.unread();
        }
    }

    /**
     * Time to show that it is there.
     *
     * @param patience how long a client may leave waiting what waits for it
     * @param tooSlow what to do besides when one takes longer
     */
    void beat(Duration patience, Runnable tooSlow) {
        run(() -> {
            heartbeatDue = true;
            drain();
            if (!over && waitingSince != null && surroundings.now().isAfter(waitingSince.plus(patience))) {
                leave();
                tooSlow.run();
                if (client != null) {
                    client.disconnect();
                }
            }
        });
    }

    /** Ends it; the client comes again. */
    void end() {
        run(this::complete);
    }

    private void complete() {
        if (!over) {
            leave();
            if (client != null) {
                client.end();
            }
        }
    }

    /** The client is not there any more. */
    void closed() {
        run(this::leave);
    }

    private void leave() {
        over = true;
        surroundings.gone(this);
    }

    private void drain() {
        if (!surroundings.now().isBefore(terms.endsAt())) {
            complete();
        }
        if (over) {
            return;
        }
        if (begun && client != null && !writing && isWaiting()) {
            write();
        }
        if (isWaiting() && waitingSince == null) {
            waitingSince = surroundings.now();
        }
        if (begun && !reading && next.isEmpty() && covered < known) {
            read();
        }
    }

    private boolean isWaiting() {
        return writing || openedDue || !next.isEmpty() || isCountDue() || heartbeatDue;
    }

    /** After what it counts. */
    private boolean isCountDue() {
        return countDue && covered >= known;
    }

    private void write() {
        writing = true;
        client.write(takeAll())
                .onComplete(written -> run(() -> {
                    writing = false;
                    waitingSince = null;
                    if (written.succeeded()) {
                        drain();
                    } else {
                        leave();
                    }
                }));
    }

    private List<StreamEvent> takeAll() {
        List<StreamEvent> events = new ArrayList<>(next.size() + 1);
        if (openedDue) {
            events.add(new StreamEvent.Opened(begunAt));
        }
        events.addAll(next);
        if (isCountDue()) {
            events.add(new StreamEvent.Count(unread));
            countDue = false;
        }
        if (events.isEmpty()) {
            events.add(new StreamEvent.Heartbeat());
        }
        openedDue = false;
        heartbeatDue = false;
        next.clear();
        return events;
    }

    private void read() {
        reading = true;
        long upTo = known;
        surroundings
                .since(userId(), covered)
                .subscribe()
                .with(found -> run(() -> read(found, upTo)), failure -> run(() -> reading = false));
    }

    /** What is not found is deleted: whoever knows a number knows it from after it was written. */
    private void read(List<Told> found, long upTo) {
        reading = false;
        next.addAll(found);
        long last = found.isEmpty() ? covered : found.get(found.size() - 1).seq();
        covered = found.size() < PAGE ? Math.max(upTo, last) : last;
        known = Math.max(known, covered);
        drain();
    }
}
