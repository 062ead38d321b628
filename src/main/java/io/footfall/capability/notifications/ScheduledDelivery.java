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
 * Delivers scheduled notifications exactly once. The row in Postgres is authoritative and is deleted by the statement
 * that delivers it. A job triggers delivery on one replica at the scheduled time. If Redis lost the job, or could not
 * accept it, the sweep delivers the notification when it is overdue.
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

    /**
     * The notification is not due by the clock of this replica, because the clock of Redis, which triggered the job, is
     * ahead.
     */
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

    /**
     * Enqueues a job for each scheduled notification. Completes even if that fails, because the sweep does not need the
     * jobs.
     */
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

    /** The delivery time is part of the job id, so that a postponed notification gets a new job. */
    private Uni<Void> wake(UUID id, Instant at) {
        NewJob job = NewJob.of(new JsonObject().put(ID, id.toString()).encode())
                .withId(id + "-" + at.getEpochSecond())
                .at(at);
        return jobs.enqueue(QUEUE, job)
                .plug(RecoveredFailure.ENQUEUE_DELIVERY::ignore)
                .replaceWithVoid();
    }

    /** Runs a job. The job completes even if a store is unavailable; the sweep then delivers the notification. */
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

    /** Delivers an overdue notification. Completes even if that fails, so that the others are still delivered. */
    private Uni<Void> deliverOverdue(UUID id) {
        return deliver(id)
                .plug(RecoveredFailure.DELIVER_SCHEDULED::ignoreOutage)
                .invoke(() -> failedAttempts.invalidate(id))
                .onFailure()
                .call(() -> putOff(id))
                .plug(RecoveredFailure.DELIVER_SCHEDULED::ignore);
    }

    /**
     * Postpones a notification that fails for a reason other than an unavailable store, because it would fail again
     * immediately. It is retried every hour, and dropped after {@link #MOST_ATTEMPTS} attempts on this replica.
     */
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

    /**
     * Tolerates a clock difference of {@link #CLOCKS_DIFFER}. If the difference is larger, the job fails and is retried
     * later.
     */
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
