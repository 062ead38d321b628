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
 * The stream of one client. Writes the events of its {@link Backlog}, with at most one write in flight, and reads
 * missing notifications. The state is confined to the Vert.x context of the stream. The package-private methods may be
 * called from any thread.
 */
final class LiveStream {

    /**
     * The owner of a stream and its end.
     *
     * @param userId the user
     * @param endsAt when the stream ends by itself
     */
    record Terms(String userId, Instant endsAt) {}

    /** The operations that a stream needs from its environment. */
    interface StreamContext {

        /** Reads the notifications after a sequence number. */
        Uni<Backlog.Read> since(String userId, long seq);

        Instant now();

        /** Called when the stream is over. */
        void gone(LiveStream stream);
    }

    /** The connection to the client. */
    interface Client {

        /** Sends events. Completes when the client can accept more. */
        Future<Void> write(List<StreamEvent> events);

        /** Ends the response after all written events are sent. */
        void end();

        /** Closes the connection without sending what is still buffered, because the client does not read. */
        void disconnect();
    }

    private final Terms terms;
    private final Context context;
    private final StreamContext streamContext;
    private final Backlog backlog = new Backlog();
    private Client client;

    /**
     * When the write in flight began, or the creation of the stream while there is no client; null if no write is in
     * flight.
     */
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
     * Begins the stream. Must be called before {@link #tell}.
     *
     * @param now the current state of the inbox
     * @param seen the last sequence number that the client saw; a number greater than the latest is replaced by the
     *     latest
     */
    void begin(Inbox now, long seen) {
        run(() -> backlog.begin(now, seen));
    }

    /** Attaches the client and begins to send events to it. Must be called once. */
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

    /** Applies a change to the backlog and sends the events that are due. */
    void hear(Consumer<Backlog> what) {
        run(() -> {
            what.accept(backlog);
            drain();
        });
    }

    /**
     * Sends a heartbeat if nothing else is due. Ends the stream if the client has accepted nothing for too long.
     *
     * @param patience how long a write may take, or a stream may have no client
     * @param tooSlow called if that time is exceeded
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

    /** Ends the stream. The client is expected to reconnect. */
    void end() {
        run(this::complete);
    }

    /** Called when the client has closed the connection. */
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
