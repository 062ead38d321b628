package io.footfall.capability.notifications;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes notifications to inboxes, immediately or scheduled for later. One statement inserts the dedupe keys, takes the
 * sequence numbers and inserts the notifications, for any number of recipients, atomically. It locks the inboxes in the
 * order of user ids, so that two concurrent writes to the same inboxes do not deadlock.
 */
@Singleton
class DeliveryStore {

    private static final String DELIVER = """
            with wanted as (
              select user_id, id from unnest($1::varchar[], $2::uuid[]) as one (user_id, id)
            ), taken as (
              insert into notification_keys (user_id, dedupe_key, notification_id, delivered_at)
              select user_id, $3::varchar, id, $8 from wanted where $3::varchar is not null order by user_id
              on conflict do nothing
              returning user_id
            ), chosen as (
              select user_id, id from wanted where $3::varchar is null or user_id in (select user_id from taken)
            ), inbox as (
              insert into inboxes as held (user_id, last_seq, unread, version)
              select user_id, 1, 1, 1 from chosen order by user_id
              on conflict (user_id) do update
              set last_seq = held.last_seq + 1, unread = held.unread + 1, version = held.version + 1
              returning user_id, last_seq, unread, version
            ), added as (
              insert into notifications (id, user_id, seq, type, title, body, data, created_at)
              select id, user_id, last_seq, $4, $5, $6, $7, $8 from chosen join inbox using (user_id)
            )
            select id, user_id, last_seq, unread, version from chosen join inbox using (user_id)
            """;

    private static final String SCHEDULE = """
            with wanted as (
              select user_id, id, deliver_at
              from unnest($1::varchar[], $2::uuid[], $8::timestamptz[]) as one (user_id, id, deliver_at)
            ), taken as (
              insert into notification_keys (user_id, dedupe_key, notification_id, delivered_at)
              select user_id, $3::varchar, id, deliver_at from wanted where $3::varchar is not null order by user_id
              on conflict do nothing
              returning user_id
            )
            insert into scheduled_notifications (id, user_id, type, title, body, data, deliver_at)
            select id, user_id, $4, $5, $6, $7, deliver_at from wanted
            where $3::varchar is null or user_id in (select user_id from taken)
            returning id
            """;

    private static final String HELD =
            "select user_id, notification_id from notification_keys where user_id = any($1) and dedupe_key = $2";

    private static final String LOOK = "select user_id, type, deliver_at from scheduled_notifications where id = $1";

    private static final String POSTPONE = "update scheduled_notifications set deliver_at = $2 where id = $1";

    private static final String DROP = "delete from scheduled_notifications where id = $1";

    private static final String OVERDUE =
            "select id from scheduled_notifications where deliver_at < $1 order by deliver_at limit $2";

    private static final String DELIVER_SCHEDULED = """
            with due as (
              delete from scheduled_notifications where id = $1 returning id, user_id, type, title, body, data
            ), inbox as (
              insert into inboxes as held (user_id, last_seq, unread, version)
              select user_id, 1, 1, 1 from due
              on conflict (user_id) do update
              set last_seq = held.last_seq + 1, unread = held.unread + 1, version = held.version + 1
              returning user_id, last_seq, unread, version
            ), added as (
              insert into notifications (id, user_id, seq, type, title, body, data, created_at)
              select id, user_id, last_seq, type, title, body, data, $2 from due join inbox using (user_id)
            )
            select id, user_id, last_seq, unread, version, type, title, body, data from due join inbox using (user_id)
            """;

    private final Pool postgres;
    private final PostgresGateway gateway;

    DeliveryStore(Pool postgres, PostgresGateway gateway) {
        this.postgres = postgres;
        this.gateway = gateway;
    }

    /**
     * The result of a write. A recipient who is in neither list already had a notification with the same dedupe key.
     *
     * @param delivered the notifications that are in an inbox now
     * @param scheduled the ids of the notifications to be delivered later
     */
    record Written(List<Delivered> delivered, List<UUID> scheduled) {}

    /** The part of a scheduled notification that decides on its delivery. */
    record Scheduled(String userId, String type, Instant deliverAt) {}

    /** A scheduled notification that was delivered. */
    record Due(Draft draft, Delivered delivered) {}

    /**
     * Writes the notification for all recipients or for none. If the call fails without a reply, it may have been
     * written for all.
     */
    Uni<Written> write(Draft draft, Optional<String> dedupeKey, List<Recipient> recipients, Instant now) {
        List<Recipient> soon = recipients.stream().filter(Recipient::isNow).toList();
        List<Recipient> later = recipients.stream().filter(one -> !one.isNow()).toList();
        Message message = new Message(draft, dedupeKey, now);
        if (later.isEmpty()) {
            return gateway.ask(() -> message.deliver(postgres, soon)).map(done -> new Written(done, List.of()));
        }
        if (soon.isEmpty()) {
            return gateway.ask(() -> message.schedule(postgres, later)).map(done -> new Written(List.of(), done));
        }
        return gateway.ask(() -> postgres.withTransaction(
                connection -> message.deliver(connection, soon).chain(delivered -> message.schedule(connection, later)
                        .map(scheduled -> new Written(delivered, scheduled)))));
    }

    /** The content that is the same for all recipients. */
    private record Message(Draft draft, Optional<String> dedupeKey, Instant now) {

        private Uni<List<Delivered>> deliver(SqlClient client, List<Recipient> recipients) {
            return client.preparedQuery(DELIVER)
                    .execute(valuesFor(recipients).addOffsetDateTime(InboxStore.utc(now)))
                    .map(rows -> Rows.all(rows, DeliveryStore::delivered));
        }

        private Uni<List<UUID>> schedule(SqlClient client, List<Recipient> recipients) {
            Tuple values = valuesFor(recipients)
                    .addArrayOfOffsetDateTime(recipients.stream()
                            .map(one -> InboxStore.utc(one.deliverAt()))
                            .toArray(OffsetDateTime[]::new));
            return client.preparedQuery(SCHEDULE).execute(values).map(rows -> Rows.all(rows, row -> row.getUUID("id")));
        }

        private Tuple valuesFor(List<Recipient> recipients) {
            return Tuple.tuple()
                    .addArrayOfString(recipients.stream().map(Recipient::userId).toArray(String[]::new))
                    .addArrayOfUUID(recipients.stream().map(Recipient::id).toArray(UUID[]::new))
                    .addString(dedupeKey.orElse(null))
                    .addString(draft.type())
                    .addString(draft.title())
                    .addString(draft.body())
                    .addString(draft.data());
        }
    }

    private static Delivered delivered(Row row) {
        return new Delivered(row.getUUID("id"), InboxStore.inbox(row));
    }

    /** Returns the ids of the notifications that were created with a dedupe key, by user. */
    Uni<Map<String, UUID>> held(List<String> userIds, String dedupeKey) {
        return gateway.ask(() -> postgres.preparedQuery(HELD)
                .execute(Tuple.of(userIds.toArray(String[]::new), dedupeKey))
                .map(rows -> Rows.map(rows, row -> row.getString("user_id"), row -> row.getUUID("notification_id"))));
    }

    /** Returns a scheduled notification; empty if it was already delivered or dropped. */
    Uni<Optional<Scheduled>> scheduled(UUID id) {
        return gateway.askInBackground(() -> postgres.preparedQuery(LOOK)
                .execute(Tuple.of(id))
                .map(rows -> Rows.first(
                        rows,
                        row -> new Scheduled(
                                row.getString("user_id"),
                                row.getString("type"),
                                row.getOffsetDateTime("deliver_at").toInstant()))));
    }

    /** Delivers a scheduled notification; empty if it was already delivered or dropped. */
    Uni<Optional<Due>> deliverScheduled(UUID id, Instant now) {
        return gateway.askInBackground(() -> postgres.preparedQuery(DELIVER_SCHEDULED)
                .execute(Tuple.of(id, InboxStore.utc(now)))
                .map(rows -> Rows.first(rows, DeliveryStore::due)));
    }

    private static Due due(Row row) {
        return new Due(
                new Draft(row.getString("type"), row.getString("title"), row.getString("body"), row.getString("data")),
                delivered(row));
    }

    Uni<Void> postpone(UUID id, Instant until) {
        return gateway.askInBackground(() -> postgres.preparedQuery(POSTPONE)
                .execute(Tuple.of(id, InboxStore.utc(until)))
                .replaceWithVoid());
    }

    Uni<Void> drop(UUID id) {
        return gateway.askInBackground(
                () -> postgres.preparedQuery(DROP).execute(Tuple.of(id)).replaceWithVoid());
    }

    /**
     * Returns the ids of at most {@code most} scheduled notifications whose delivery time is before a given time, the
     * oldest first.
     */
    Uni<List<UUID>> overdue(Instant before, int most) {
        return gateway.askInBackground(() -> postgres.preparedQuery(OVERDUE)
                .execute(Tuple.of(InboxStore.utc(before), most))
                .map(rows -> Rows.all(rows, row -> row.getUUID("id"))));
    }
}
