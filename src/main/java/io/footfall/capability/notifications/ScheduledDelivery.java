package io.footfall.capability.notifications;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.footfall.capability.jobs.Job;
import io.footfall.capability.jobs.JobQueues;
import io.footfall.capability.jobs.JobWorkers;
import io.footfall.capability.jobs.NewJob;
import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Delivers what was scheduled, once. The row in Postgres is what is true, and goes in the statement that delivers it; a job wakes
 * some replica at its time. A job that Redis lost, or could not take, is missed by the sweep, which delivers what is overdue.
 */
@Singleton
class ScheduledDelivery {

    private static final Logger LOG = Logger.getLogger(ScheduledDelivery.class);
    private static final String QUEUE = "footfall-notifications";
    private static final int CONCURRENCY = 8;
    private static final Duration VISIBILITY = Duration.ofSeconds(30);
    private static final Duration OVERDUE = Duration.ofSeconds(5);
    private static final int SWEPT_AT_ONCE = 500;
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(1);
    private static final String ID = "id";
    private static final int MOST_ATTEMPTS = 10;
    private static final Duration AFTER_FAILURE = Duration.ofHours(1);
    private static final int MOST_FAILING = 10_000;

    /** The clock of Redis, which woke this replica, goes ahead of its own. */
    private static final class NotDueException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private final DeliveryStore store;
    private final PreferenceStore preferences;
    private final Inboxes inboxes;
    private final JobQueues jobs;
    private final JobWorkers workers;
    private final NotificationMetrics metrics;
    private final Clock clock;
    private final Cache<UUID, Integer> failedAttempts =
            Caffeine.newBuilder().maximumSize(MOST_FAILING).build();

    ScheduledDelivery(
            DeliveryStore store,
            PreferenceStore preferences,
            Inboxes inboxes,
            JobQueues jobs,
            JobWorkers workers,
            NotificationMetrics metrics,
            Clock clock) {
        this.store = store;
        this.preferences = preferences;
        this.inboxes = inboxes;
        this.jobs = jobs;
        this.workers = workers;
        this.metrics = metrics;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        workers.start(QUEUE, CONCURRENCY, VISIBILITY, this::awake);
    }

    /** Has somebody woken when it is time; completes in any case, for the sweep needs no job. */
    Uni<Void> wake(List<Recipient> scheduled) {
        return scheduled.isEmpty()
                ? Uni.createFrom().voidItem()
                : Multi.createFrom()
                        .iterable(scheduled)
                        .onItem()
                        .transformToUni(one -> wake(one.id(), one.deliverAt()))
                        .merge(CONCURRENCY)
                        .collect()
                        .last()
                        .replaceWithVoid();
    }

    /** The time is part of the job's id: one that was postponed is another job. */
    private Uni<Void> wake(UUID id, Instant at) {
        NewJob job = NewJob.of(new JsonObject().put(ID, id.toString()).encode())
                .withId(id + "-" + at.getEpochSecond())
                .at(at);
        return jobs.enqueue(QUEUE, job)
                .plug(RecoveredFailure.ENQUEUE_DELIVERY::ignore)
                .replaceWithVoid();
    }

    /** Done also where a store is away: what is left is overdue then. */
    private Uni<Void> awake(Job job) {
        return deliver(UUID.fromString(new JsonObject(job.payload()).getString(ID)))
                .plug(RecoveredFailure.DELIVER_SCHEDULED::ignoreOutage);
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> sweep() {
        return store.overdue(clock.instant().minus(OVERDUE), SWEPT_AT_ONCE)
                .onItem()
                .transformToMulti(found -> Multi.createFrom().iterable(found))
                .onItem()
                .transformToUni(this::deliverOverdue)
                .merge(CONCURRENCY)
                .collect()
                .last()
                .replaceWithVoid()
                .plug(RecoveredFailure.DELIVER_SCHEDULED::ignore);
    }

    /** One that cannot be delivered keeps no other from it. */
    private Uni<Void> deliverOverdue(UUID id) {
        return deliver(id)
                .plug(RecoveredFailure.DELIVER_SCHEDULED::ignoreOutage)
                .invoke(() -> failedAttempts.invalidate(id))
                .onFailure()
                .call(() -> putOff(id))
                .plug(RecoveredFailure.DELIVER_SCHEDULED::ignore);
    }

    /** What no store is the reason of would fail again: it is tried some more times, an hour apart, and then given up. */
    private Uni<Void> putOff(UUID id) {
        int attempts = failedAttempts.asMap().merge(id, 1, Integer::sum);
        if (attempts < MOST_ATTEMPTS) {
            return store.postpone(id, clock.instant().plus(AFTER_FAILURE));
        }
        failedAttempts.invalidate(id);
        LOG.errorf("a scheduled notification failed %d times and is dropped", attempts);
        return store.drop(id);
    }

    private Uni<Void> deliver(UUID id) {
        return store.scheduled(id).chain(found -> found.map(one -> deliverIfDue(id, one))
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    /** Clocks differ a little; where they differ more the job is tried again a second later. */
    private Uni<Void> deliverIfDue(UUID id, DeliveryStore.Scheduled one) {
        return clock.instant().plus(CLOCKS_DIFFER).isBefore(one.deliverAt())
                ? Uni.createFrom().failure(new NotDueException())
                : deliverAsWanted(id, one);
    }

    private Uni<Void> deliverAsWanted(UUID id, DeliveryStore.Scheduled one) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return preferences.of(one.userId()).chain(cached -> {
            Preferences wants = cached.orElseThrow(IllegalStateException::new);
            Optional<Instant> quietUntil = wants.quietUntil(now);
            if (wants.mute(one.type())) {
                return store.drop(id);
            }
            return quietUntil.isPresent() ? postpone(id, quietUntil.get()) : deliverNow(id, now);
        });
    }

    private Uni<Void> postpone(UUID id, Instant until) {
        return store.postpone(id, until).chain(() -> wake(id, until));
    }

    private Uni<Void> deliverNow(UUID id, Instant now) {
        return store.deliverScheduled(id, now).chain(due -> due.map(one -> {
                    metrics.due();
                    return inboxes.delivered(one.draft(), now, List.of(one.delivered()));
                })
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }
}
