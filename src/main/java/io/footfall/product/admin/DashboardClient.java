package io.footfall.product.admin;

import io.footfall.platform.web.EventConnection;
import io.vertx.core.Context;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * One client that watches. It gets the latest figures whenever it has taken the ones before: nothing is kept for one that is slow.
 * Confined to its context; what is package-private may be called from anywhere.
 */
final class DashboardClient {

    private final Context context;
    private final Consumer<DashboardClient> gone;
    private final String first;
    private EventConnection client;

    /** Since when the client is to take something; null: it has taken everything. */
    private Instant waitingSince;

    private boolean over;

    /**
     * Nobody yet.
     *
     * @param context where everything happens
     * @param now since when a client is waited for
     * @param first what the client is told at once
     * @param gone what to do when it is over
     */
    DashboardClient(Context context, Instant now, String first, Consumer<DashboardClient> gone) {
        this.context = context;
        this.waitingSince = now;
        this.first = first;
        this.gone = gone;
    }

    /** Tells everything to a client from now on; to be called once. */
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

    /** New figures. One that has left the ones before waiting for too long is let go. */
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

    /** Ends it; the client comes again. */
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

    /** There may never have been a client. */
    private void disconnect() {
        if (client != null) {
            client.disconnect();
        }
    }

    /** The client is not there any more. */
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
