package io.footfall.product.admin;

import io.footfall.platform.web.EventConnection;
import io.vertx.core.Context;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A connected dashboard client that receives live metrics as server-sent events. It receives the latest snapshot
 * whenever it has taken the previous one; snapshots for a slow client are discarded, not queued.
 *
 * <p>All state is confined to the Vert.x context. The package-private methods may be called from any thread, because
 * they run on that context.
 */
final class DashboardClient {

    private final Context context;
    private final Consumer<DashboardClient> gone;
    private final String first;
    private EventConnection client;

    /** When the pending write began, or the wait for the connection; null where the client has taken everything. */
    private Instant waitingSince;

    private boolean over;

    /**
     * Creates a client that has no connection yet.
     *
     * @param context the context that runs all steps of this client
     * @param now the time from which the wait for the connection counts
     * @param first the events that the client receives at once
     * @param gone called when the client is finished
     */
    DashboardClient(Context context, Instant now, String first, Consumer<DashboardClient> gone) {
        this.context = context;
        this.waitingSince = now;
        this.first = first;
        this.gone = gone;
    }

    /** Attaches the connection and sends the first events. Must be called once. */
    void tell(EventConnection listening, Instant now) {
        run(() -> {
            client = listening;
            if (over) {
                client.end();
            } else {
                write(first, now);
            }
        });
    }

    /**
     * Sends new events, unless a write is pending: then the events are discarded, and the client is disconnected where
     * the write has been pending since before {@code tooLongAgo}.
     */
    void hear(String events, Instant now, Instant tooLongAgo) {
        run(() -> {
            if (!over && waitingSince == null) {
                write(events, now);
            } else if (!over && waitingSince.isBefore(tooLongAgo)) {
                leave();
                disconnect();
            }
        });
    }

    /** Ends the stream; the client reconnects. Disconnects without a regular end where a write is pending. */
    void end() {
        run(() -> {
            if (over) {
                return;
            }
            leave();
            if (waitingSince == null) {
                client.end();
            } else {
                disconnect();
            }
        });
    }

    /** Closes the connection, unless the client was never attached. */
    private void disconnect() {
        if (client != null) {
            client.disconnect();
        }
    }

    /** Handles the end of the connection by the client. */
    void closed() {
        run(this::leave);
    }

    private void run(Runnable step) {
        context.runOnContext(unused -> step.run());
    }

    private void write(String events, Instant now) {
        waitingSince = now;
        client.write(events)
                .onComplete(written -> run(() -> {
                    waitingSince = null;
                    if (written.failed()) {
                        leave();
                    }
                }));
    }

    private void leave() {
        over = true;
        gone.accept(this);
    }
}
