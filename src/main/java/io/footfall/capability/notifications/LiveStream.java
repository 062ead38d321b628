package io.footfall.capability.notifications;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One client's stream: writes what its {@link Backlog} has to tell, one write at a time, and has it read what is missing. Confined to
 * its context; what is package-private may be called from anywhere.
 */
final class LiveStream {

    /**
     * Whose stream it is and what ends it.
     *
     * @param userId the user
     * @param endsAt when it ends by itself
     */
    record Terms(String userId, Instant endsAt) {}

    /** What a stream needs of others. */
    interface StreamContext {

        /** What came after a number. */
        Uni<Backlog.Read> since(String userId, long seq);

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

        /** It does not read, not even that this is the end. */
        void disconnect();
    }

    private final Terms terms;
    private final Context context;
    private final StreamContext streamContext;
    private final Backlog backlog = new Backlog();
    private Client client;

    /** Since when the client is to take something; null: it has taken everything. */
    private Instant waitingSince;

    private boolean heartbeatDue;
    private boolean over;

    LiveStream(Terms terms, Context context, StreamContext streamContext) {
        this.terms = terms;
        this.context = context;
        this.streamContext = streamContext;
        this.waitingSince = streamContext.now();
    }

    String userId() {
        return terms.userId();
    }

    private void run(Runnable step) {
        context.runOnContext(unused -> step.run());
    }

    /**
     * Begins; to be called before there is a client.
     *
     * @param now what the inbox stands at
     * @param seen the last number that the client saw; what is not there yet counts as the latest
     */
    void begin(Inbox now, long seen) {
        run(() -> backlog.begin(now, seen));
    }

    /** Tells everything to a client from now on; to be called once. */
    void tell(Client listening) {
        run(() -> {
            client = listening;
            waitingSince = null;
            if (over) {
                client.end();
            } else {
                drain();
            }
        });
    }

    /** Something happened to the inbox. */
    void hear(Consumer<Backlog> what) {
        run(() -> {
            what.accept(backlog);
            drain();
        });
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
            if (!over && waitingSince != null && streamContext.now().isAfter(waitingSince.plus(patience))) {
                tooSlow.run();
                complete();
            }
        });
    }

    /** Ends it; the client comes again. */
    void end() {
        run(this::complete);
    }

    /** The client is not there any more. */
    void closed() {
        run(this::leave);
    }

    private void drain() {
        if (over || client == null) {
            return;
        }
        if (!streamContext.now().isBefore(terms.endsAt())) {
            complete();
        } else if (!isWriting()) {
            write();
            backlog.missing().ifPresent(this::read);
        }
    }

    private boolean isWriting() {
        return waitingSince != null;
    }

    private void write() {
        List<StreamEvent> events = new ArrayList<>(backlog.take());
        if (events.isEmpty() && heartbeatDue) {
            events.add(new StreamEvent.Heartbeat());
        }
        if (events.isEmpty()) {
            return;
        }
        heartbeatDue = false;
        waitingSince = streamContext.now();
        client.write(events)
                .onComplete(written -> run(() -> {
                    waitingSince = null;
                    if (written.succeeded()) {
                        drain();
                    } else {
                        leave();
                    }
                }));
    }

    private void read(Backlog.Gap gap) {
        streamContext
                .since(userId(), gap.after())
                .subscribe()
                .with(read -> hear(into -> into.read(gap, read)), failure -> run(backlog::notRead));
    }

    private void complete() {
        if (over) {
            return;
        }
        boolean stuck = isWriting();
        leave();
        if (client != null && stuck) {
            client.disconnect();
        } else if (client != null) {
            client.end();
        }
    }

    private void leave() {
        over = true;
        streamContext.gone(this);
    }
}
