package io.footfall.capability.notifications;

import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Deletes notifications and dedupe keys that are older than the retention time, in batches. */
@Singleton
class InboxRetention {

    private static final Logger LOG = Logger.getLogger(InboxRetention.class);
    private static final int AT_ONCE = 1_000;

    private final InboxStore store;
    private final Inboxes inboxes;
    private final NotificationSettings settings;
    private final Clock clock;

    InboxRetention(InboxStore store, Inboxes inboxes, NotificationSettings settings, Clock clock) {
        this.store = store;
        this.inboxes = inboxes;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> expire() {
        return expire(clock.instant().minus(settings.kept())).plug(RecoveredFailure.EXPIRE_NOTIFICATIONS::ignore);
    }

    Uni<Void> expire(Instant before) {
        return repeat(() -> store.expire(before, AT_ONCE).call(this::told).map(InboxRetention::notifications))
                .chain(() -> repeat(() -> store.expireKeys(before, AT_ONCE).map(Integer::longValue)));
    }

    private static Uni<Void> repeat(Supplier<Uni<Long>> step) {
        return Uni.createFrom()
                .deferred(() -> step.get())
                .repeat()
                .whilst(done -> done >= AT_ONCE)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> told(List<InboxStore.Change> changes) {
        return changes.isEmpty()
                ? Uni.createFrom().voidItem()
                : inboxes.changed(changes.stream().map(InboxStore.Change::inbox).toList());
    }

    private static long notifications(List<InboxStore.Change> changes) {
        return changes.stream().mapToLong(InboxStore.Change::notifications).sum();
    }
}
