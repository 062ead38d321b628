package io.footfall.capability.notifications;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Inboxes in Postgres. Every statement that changes an inbox locks its row first, so that sequence numbers and unread
 * counts are exact.
 */
@Singleton
class InboxStore {

    private static final String PAGE = """
            select id, seq, type, title, body, data, created_at, read_at from notifications
            where user_id = $1 and seq < $2
            order by seq desc limit $3
            """;

    /** A separate statement, so that the planner can use the partial index of unread notifications. */
    private static final String UNREAD_PAGE = """
            select id, seq, type, title, body, data, created_at, read_at from notifications
            where user_id = $1 and seq < $2 and read_at is null
            order by seq desc limit $3
            """;

    private static final String SINCE = """
            select id, seq, type, title, body, data, created_at, read_at from notifications
            where user_id = $1 and seq > $2
            order by seq limit $3
            """;

    private static final String INBOXES =
            "select user_id, last_seq, unread, version from inboxes where user_id = any($1)";

    private static final String READ = """
            with inbox as (
              select user_id from inboxes where user_id = $1 for update
            ), read as (
              update notifications set read_at = $3
              from inbox
              where notifications.user_id = inbox.user_id and id = $2 and read_at is null
              returning id
            )
            update inboxes
            set unread = unread - (select count(*) from read), version = version + (select count(*) from read)
            where user_id = $1
            returning user_id, last_seq, unread, version, (select count(*) from read) as changed,
              exists (select from notifications where id = $2 and user_id = $1) as found
            """;

    private static final String READ_ALL = """
            with inbox as (
              select user_id from inboxes where user_id = $1 for update
            ), read as (
              update notifications set read_at = $2
              from inbox
              where notifications.user_id = inbox.user_id and read_at is null
              returning id
            )
            update inboxes
            set unread = unread - (select count(*) from read), version = version + (select count(*) from read)
            where user_id = $1
            returning user_id, last_seq, unread, version, (select count(*) from read) as changed, true as found
            """;

    private static final String DELETE = """
            with inbox as (
              select user_id from inboxes where user_id = $1 for update
            ), gone as (
              delete from notifications using inbox
              where notifications.user_id = inbox.user_id and id = $2
              returning read_at
            )
            update inboxes
            set unread = unread - (select count(*) from gone where read_at is null),
              version = version + (select count(*) from gone)
            where user_id = $1
            returning user_id, last_seq, unread, version, (select count(*) from gone) as changed,
              (select count(*) from gone) > 0 as found
            """;

    private static final String EXPIRE = """
            with old as (
              select id, user_id from notifications where created_at < $1 order by created_at limit $2
            ), held as (
              select user_id from inboxes where user_id in (select user_id from old) order by user_id for update
            ), gone as (
              delete from notifications using old, held
              where notifications.id = old.id and held.user_id = notifications.user_id
              returning notifications.user_id, notifications.read_at
            ), less as (
              select user_id, count(*) as gone, count(*) filter (where read_at is null) as unread from gone group by user_id
            )
            update inboxes set unread = inboxes.unread - less.unread, version = version + less.gone
            from less where inboxes.user_id = less.user_id
            returning inboxes.user_id, last_seq, inboxes.unread, version, less.gone as changed, true as found
            """;

    private static final String EXPIRE_KEYS = """
            delete from notification_keys
            where (user_id, dedupe_key) in (
              select user_id, dedupe_key from notification_keys where delivered_at < $1 order by delivered_at limit $2
            )
            """;

    private final Pool postgres;
    private final PostgresGateway gateway;

    InboxStore(Pool postgres, PostgresGateway gateway) {
        this.postgres = postgres;
        this.gateway = gateway;
    }

    /** Which notifications to list. */
    enum Which {
        ALL,
        UNREAD
    }

    /**
     * The result of a change.
     *
     * @param inbox the inbox after the change
     * @param notifications number of notifications that were changed
     * @param found whether the notification to change exists
     */
    record Change(Inbox inbox, long notifications, boolean found) {}

    static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    static Inbox inbox(Row row) {
        return new Inbox(
                row.getString("user_id"), row.getLong("last_seq"), row.getLong("unread"), row.getLong("version"));
    }

    private static Notification notification(Row row) {
        OffsetDateTime readAt = row.getOffsetDateTime("read_at");
        return new Notification(
                row.getUUID("id"),
                row.getLong("seq"),
                row.getString("type"),
                row.getString("title"),
                row.getString("body"),
                row.getString("data"),
                row.getOffsetDateTime("created_at").toInstant(),
                readAt == null ? null : readAt.toInstant());
    }

    private static Change change(Row row) {
        return new Change(inbox(row), row.getLong("changed"), row.getBoolean("found"));
    }

    private static Optional<Change> changeIn(RowSet<Row> rows) {
        return Rows.first(rows, InboxStore::change);
    }

    /** Returns the notifications before a sequence number, the latest first. */
    Uni<List<Notification>> page(String userId, Which which, long beforeSeq, int most) {
        return gateway.ask(() -> postgres.preparedQuery(which == Which.UNREAD ? UNREAD_PAGE : PAGE)
                .execute(Tuple.of(userId, beforeSeq, most))
                .map(rows -> Rows.all(rows, InboxStore::notification)));
    }

    /** Returns the notifications after a sequence number, in sequence order. Runs as background work. */
    Uni<List<Notification>> since(String userId, long seq, int most) {
        return gateway.askInBackground(() -> postgres.preparedQuery(SINCE)
                .execute(Tuple.of(userId, seq, most))
                .map(rows -> Rows.all(rows, InboxStore::notification)));
    }

    Uni<Inbox> inbox(String userId) {
        return gateway.ask(() -> inboxesOf(List.of(userId))).map(found -> inboxIn(found, userId));
    }

    /**
     * Returns the state of an inbox. Runs as background work, with a longer timeout than a request has; for streams.
     */
    Uni<Inbox> inboxInTurn(String userId) {
        return inboxes(List.of(userId)).map(found -> inboxIn(found, userId));
    }

    private static Inbox inboxIn(List<Inbox> found, String userId) {
        return found.stream().findFirst().orElseGet(() -> Inbox.empty(userId));
    }

    /** Returns the states of the inboxes that exist. Runs as background work. */
    Uni<List<Inbox>> inboxes(List<String> userIds) {
        return gateway.askInBackground(() -> inboxesOf(userIds));
    }

    private Uni<List<Inbox>> inboxesOf(List<String> userIds) {
        return postgres.preparedQuery(INBOXES)
                .execute(Tuple.of(userIds.toArray(String[]::new)))
                .map(rows -> Rows.all(rows, InboxStore::inbox));
    }

    /** Marks a notification as read; empty if the user has no inbox. */
    Uni<Optional<Change>> read(String userId, UUID id, Instant now) {
        return gateway.ask(() -> postgres.preparedQuery(READ)
                .execute(Tuple.of(userId, id, utc(now)))
                .map(InboxStore::changeIn));
    }

    Uni<Optional<Change>> readAll(String userId, Instant now) {
        return gateway.ask(() -> postgres.preparedQuery(READ_ALL)
                .execute(Tuple.of(userId, utc(now)))
                .map(InboxStore::changeIn));
    }

    Uni<Optional<Change>> delete(String userId, UUID id) {
        return gateway.ask(() ->
                postgres.preparedQuery(DELETE).execute(Tuple.of(userId, id)).map(InboxStore::changeIn));
    }

    /** Deletes at most {@code most} notifications created before a time. Returns the changed inboxes. */
    Uni<List<Change>> expire(Instant before, int most) {
        return gateway.askInBulk(connection -> connection
                .preparedQuery(EXPIRE)
                .execute(Tuple.of(utc(before), most))
                .map(rows -> Rows.all(rows, InboxStore::change)));
    }

    /**
     * Deletes at most {@code most} dedupe keys of notifications delivered before a time. Returns the number of deleted
     * keys.
     */
    Uni<Integer> expireKeys(Instant before, int most) {
        return gateway.askInBulk(connection -> connection
                .preparedQuery(EXPIRE_KEYS)
                .execute(Tuple.of(utc(before), most))
                .map(RowSet::rowCount));
    }
}
