package io.footfall.capability.notifications;

import io.footfall.platform.store.RecoveredFailure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Compares the state of the open streams with the inboxes in Postgres, so that streams learn of changes whose messages
 * were lost. A request that arrives during a comparison causes one more comparison after it.
 */
final class InboxResync {

    private static final Logger LOG = Logger.getLogger(InboxResync.class);
    private static final int USERS_AT_ONCE = 500;

    private final OpenStreams open;
    private final Function<List<String>, Uni<List<Inbox>>> inboxes;
    private boolean running;
    private boolean again;

    InboxResync(OpenStreams open, Function<List<String>, Uni<List<Inbox>>> inboxes) {
        this.open = open;
        this.inboxes = inboxes;
    }

    void compare() {
        synchronized (this) {
            if (running) {
                again = true;
                return;
            }
            running = true;
        }
        Multi.createFrom()
                .iterable(open.users())
                .group()
                .intoLists()
                .of(USERS_AT_ONCE)
                .onItem()
                .transformToUniAndConcatenate(users -> inboxes.apply(users)
                        .invoke(found -> found.forEach(this::tell))
                        // The other users may still be read. These are compared again at the next heartbeat.
                        .plug(RecoveredFailure.COMPARE_INBOXES::ignore))
                .onTermination()
                .invoke(this::ended)
                .collect()
                .last()
                .plug(RecoveredFailure.COMPARE_INBOXES::ignore)
                .subscribe()
                .with(compared -> LOG.debug("streams were compared with inboxes"));
    }

    private void tell(Inbox inbox) {
        open.of(inbox.userId()).forEach(stream -> stream.hear(backlog -> backlog.heard(inbox)));
    }

    private void ended() {
        boolean more;
        synchronized (this) {
            running = false;
            more = again;
            again = false;
        }
        if (more) {
            compare();
        }
    }
}
