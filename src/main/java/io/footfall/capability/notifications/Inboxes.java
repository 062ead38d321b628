package io.footfall.capability.notifications;

import com.fasterxml.jackson.core.type.TypeReference;
import io.footfall.capability.cache.CacheSpec;
import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.cache.NamedCache;
import io.footfall.platform.web.Cursor;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.PageRequest;
import io.footfall.platform.web.UnknownItemException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Reads and changes inboxes for their users, with a cache. Notifies open streams and invalidates the cache after each
 * change.
 */
@Singleton
class Inboxes {

    /** Separates the parts of a cache key. A user id contains no blank. */
    private static final String SEPARATOR = " ";

    private static final Duration STALE = Duration.ofMinutes(10);

    /**
     * Capacity of the cache of lists in level 1. Small, because each change scans all cached lists to invalidate those
     * of a user.
     */
    private static final int LISTS = 2_000;

    private static final Duration WORTH_WAITING = Duration.ofMillis(200);

    private final InboxStore store;
    private final Caches caches;
    private final NamedCache<Page<Notification>> lists;
    private final NamedCache<UnreadCount> counts;
    private final LiveStreams streams;
    private final Clock clock;

    Inboxes(InboxStore store, Caches caches, LiveStreams streams, NotificationSettings settings, Clock clock) {
        this.store = store;
        this.caches = caches;
        this.streams = streams;
        this.clock = clock;
        this.lists = caches.create(CacheSpec.named("notifications", new TypeReference<Page<Notification>>() {})
                .enabled(settings.cacheEnabled())
                .ttl(settings.cacheTtl())
                .staleTtl(STALE)
                .softTimeout(WORTH_WAITING)
                .size(LISTS)
                .build());
        this.counts = caches.create(CacheSpec.named("unread-counts", UnreadCount.class)
                .enabled(settings.cacheEnabled())
                .ttl(settings.unreadCacheTtl())
                .staleTtl(STALE)
                .softTimeout(WORTH_WAITING)
                .build());
    }

    /** The number of unread notifications. */
    @RegisterForReflection
    record UnreadCount(@Schema(examples = "3") long unread) {}

    /**
     * Returns a page of a user's notifications, the latest first. Caches only first pages, because clients poll them.
     */
    Uni<Cached<Page<Notification>>> list(String userId, InboxStore.Which which, int limit, String cursor) {
        long before = cursor == null ? Long.MAX_VALUE : seqIn(cursor);
        Supplier<Uni<Page<Notification>>> loader = () -> store.page(userId, which, before, limit + 1)
                .map(rows -> Page.of(rows, limit, last -> Cursor.of(Long.toString(last.seq()))));
        PageRequest page = new PageRequest(limit, cursor);
        String key = String.join(SEPARATOR, userId, which.name(), page.key());
        if (cursor != null) {
            return lists.load(loader);
        }
        return page.isUsual() ? lists.get(key, Set.of(userId), loader) : lists.getLocally(key, Set.of(userId), loader);
    }

    private static long seqIn(String cursor) {
        return NotificationSequence.parse(Cursor.read(cursor, 1).get(0)).orElseThrow(Cursor::invalid);
    }

    Uni<Cached<UnreadCount>> unread(String userId) {
        return counts.get(userId, () -> store.inbox(userId).map(inbox -> new UnreadCount(inbox.unread())));
    }

    /**
     * Marks a notification as read. Returns the unread count after it; fails with {@link UnknownItemException} if it
     * does not exist.
     */
    Uni<UnreadCount> read(String userId, UUID id) {
        return changed(store.read(userId, id, now()));
    }

    Uni<UnreadCount> readAll(String userId) {
        return store.readAll(userId, now())
                .call(this::told)
                .map(change -> new UnreadCount(change.map(InboxStore.Change::inbox)
                        .orElseGet(() -> Inbox.empty(userId))
                        .unread()));
    }

    Uni<Void> delete(String userId, UUID id) {
        return changed(store.delete(userId, id)).replaceWithVoid();
    }

    /** Returns the time truncated to milliseconds, which Postgres stores without rounding. */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private Uni<UnreadCount> changed(Uni<Optional<InboxStore.Change>> work) {
        return work.call(this::told).map(change -> change.filter(InboxStore.Change::found)
                .map(found -> new UnreadCount(found.inbox().unread()))
                .orElseThrow(() -> new UnknownItemException("notification")));
    }

    private Uni<Void> told(Optional<InboxStore.Change> change) {
        return change.filter(done -> done.notifications() > 0)
                .map(done -> changed(List.of(done.inbox())))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Notifies streams and invalidates the cache after counts and lists of inboxes changed. */
    Uni<Void> changed(List<Inbox> inboxes) {
        streams.changed(inboxes);
        return invalidate(inboxes);
    }

    /** Notifies streams and invalidates the cache after a delivery. Streams come first, because they should be fast. */
    Uni<Void> delivered(Draft draft, Instant at, List<Delivered> to) {
        if (to.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        streams.delivered(draft, at, to);
        return invalidate(to.stream().map(Delivered::inbox).toList());
    }

    private Uni<Void> invalidate(List<Inbox> inboxes) {
        List<String> users = inboxes.stream().map(Inbox::userId).toList();
        return caches.invalidate(List.of(lists.outdatedTags(users), counts.outdatedKeys(users)));
    }
}
