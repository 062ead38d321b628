package io.footfall.capability.notifications;

import io.footfall.capability.ratelimit.LimitCheck;
import io.footfall.capability.ratelimit.RecipientLimits;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Creates notifications. Checks the dedupe key, the preferences and the rate limit of each recipient, then writes for
 * all remaining recipients at once.
 */
@Singleton
class Notifier {

    private static final String POLICY = "notification";

    private final DeliveryStore store;
    private final PreferenceStore preferences;
    private final RecipientLimits limits;
    private final ScheduledDelivery schedule;
    private final Inboxes inboxes;
    private final NotificationSettings settings;
    private final NotificationMetrics metrics;
    private final Clock clock;

    Notifier(
            DeliveryStore store,
            PreferenceStore preferences,
            RecipientLimits limits,
            ScheduledDelivery schedule,
            Inboxes inboxes,
            NotificationSettings settings,
            NotificationMetrics metrics,
            Clock clock) {
        this.store = store;
        this.preferences = preferences;
        this.limits = limits;
        this.schedule = schedule;
        this.inboxes = inboxes;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * A notification to be created.
     *
     * @param draft the content
     * @param deliverAt time of delivery; empty for now, or for the end of the recipient's quiet hours
     * @param dedupeKey of several notifications with the same key, a recipient gets only the first; empty for no
     *     deduplication
     */
    record Order(Draft draft, Optional<Instant> deliverAt, Optional<String> dedupeKey) {}

    /** The state of one creation in progress. */
    private static final class Plan {

        private final Order order;
        private final Instant now;
        private final Map<String, Recipient> recipients = new TreeMap<>();
        private final Map<String, Creation> done = new TreeMap<>();
        private final Map<String, LimitCheck> refused = new TreeMap<>();

        private Plan(Order order, Collection<String> userIds, Instant now) {
            this.order = order;
            this.now = now;
            userIds.forEach(user -> recipients.put(user, Recipient.now(user)));
        }

        private List<String> userIds() {
            return List.copyOf(recipients.keySet());
        }

        private void done(Creation creation) {
            recipients.remove(creation.userId());
            done.put(creation.userId(), creation);
        }

        private void refused(String userId, LimitCheck check) {
            done(Creation.refused(userId, check.decision().retryAfterSeconds()));
            refused.put(userId, check);
        }

        private void schedule(String userId, Instant at) {
            recipients.computeIfPresent(userId, (same, recipient) -> recipient.at(at));
        }
    }

    /** Creates a notification for one recipient. Fails with 429 if the recipient's rate limit is exceeded. */
    Uni<Creation> create(Order order, String userId) {
        return create(planOf(order, List.of(userId)))
                .invoke(plan -> Optional.ofNullable(plan.refused.get(userId)).ifPresent(check -> {
                    throw check.exceeded();
                }))
                .map(plan -> plan.done.get(userId));
    }

    /**
     * Creates a notification for many recipients, in one transaction for all recipients for whom it is possible.
     * Returns the result by user. If the call fails without a reply from Postgres, the notifications may have been
     * created.
     */
    Uni<Map<String, Creation>> create(Order order, Collection<String> userIds) {
        return create(planOf(order, userIds)).map(plan -> plan.done);
    }

    private Plan planOf(Order order, Collection<String> userIds) {
        return new Plan(order, userIds, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    }

    private Uni<Plan> create(Plan plan) {
        return withoutDuplicates(plan)
                .chain(() -> asWanted(plan))
                .chain(() -> withinLimits(plan))
                .chain(() -> write(plan))
                .invoke(() -> plan.done.values().forEach(creation -> metrics.created(creation.state())))
                .replaceWith(plan);
    }

    private Uni<Void> withoutDuplicates(Plan plan) {
        return plan.order
                .dedupeKey()
                .map(key -> store.held(plan.userIds(), key)
                        .invoke(held -> held.forEach((user, first) -> plan.done(Creation.duplicate(user, first))))
                        .replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /**
     * Applies the preferences of the recipients. Skips notifications for later, whose preferences are checked at
     * delivery.
     */
    private Uni<Void> asWanted(Plan plan) {
        if (plan.order.deliverAt().filter(plan.now::isBefore).isPresent()) {
            plan.userIds()
                    .forEach(user -> plan.schedule(user, plan.order.deliverAt().get()));
            return Uni.createFrom().voidItem();
        }
        List<String> users = plan.userIds();
        return users.isEmpty()
                ? Uni.createFrom().voidItem()
                : preferences
                        .of(users)
                        .invoke(found -> found.forEach((user, wants) -> asWanted(plan, user, wants)))
                        .replaceWithVoid();
    }

    private static void asWanted(Plan plan, String user, Preferences wants) {
        if (wants.mute(plan.order.draft().type())) {
            plan.done(Creation.muted(user));
        } else {
            wants.quietUntil(plan.now).ifPresent(end -> plan.schedule(user, end));
        }
    }

    private Uni<Void> withinLimits(Plan plan) {
        if (!settings.rateLimited()) {
            return Uni.createFrom().voidItem();
        }
        return limits.hit(POLICY, plan.userIds())
                .invoke(hits -> hits.forEach((user, check) -> {
                    if (!check.decision().isAllowed()) {
                        plan.refused(user, check);
                    }
                }))
                .replaceWithVoid();
    }

    private Uni<Void> write(Plan plan) {
        List<Recipient> recipients = new ArrayList<>(plan.recipients.values());
        if (recipients.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.write(plan.order.draft(), plan.order.dedupeKey(), recipients, plan.now)
                .call(written -> inboxes.delivered(plan.order.draft(), plan.now, written.delivered()))
                .call(written -> written(plan, written))
                .chain(() -> overtaken(plan));
    }

    private Uni<Void> written(Plan plan, DeliveryStore.Written written) {
        Map<UUID, Recipient> byId =
                plan.recipients.values().stream().collect(Collectors.toMap(Recipient::id, Function.identity()));
        List<Recipient> scheduled = written.scheduled().stream().map(byId::get).toList();
        written.delivered().forEach(one -> plan.done(Creation.delivered(one)));
        scheduled.forEach(one -> plan.done(Creation.scheduled(one)));
        return schedule.wake(scheduled);
    }

    /**
     * Reports as duplicates the recipients for whom a concurrent request used the dedupe key between the check and the
     * write.
     */
    private Uni<Void> overtaken(Plan plan) {
        return plan.recipients.isEmpty()
                ? Uni.createFrom().voidItem()
                : withoutDuplicates(plan)
                        // If the key is gone again, it belonged to an old notification and has expired. The id is then
                        // unknown.
                        .invoke(() -> plan.userIds().forEach(user -> plan.done(Creation.duplicate(user, null))));
    }
}
