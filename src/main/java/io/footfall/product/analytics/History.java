package io.footfall.product.analytics;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.PostgresReads;
import io.footfall.platform.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The history of views in Postgres, by hour and by day. It is read from a read replica of Postgres where one is
 * configured.
 */
@Singleton
class History {

    private static final String STORY = "s:";

    private static final String HOURS =
            "select hour as at, views from view_hours where item = $1 and hour >= $2 and hour < $3";

    private static final String DAYS = """
            select day::timestamp at time zone 'UTC' as at, views from view_days
            where item = $1 and day >= ($2::timestamptz at time zone 'UTC')::date and day < ($3::timestamptz at time zone 'UTC')::date
            """;

    private static final String IS_STORY = "select from stories where id = $1";

    private static final String DAYS_OF_AUTHOR = """
            select days.day, sum(days.views)::bigint as views
            from stories join view_days days on days.item = 's:' || stories.id
            where stories.author_id = $1 and days.day > $2::date - 60 and days.day <= $2
            group by days.day
            """;

    private static final String DAYS_OF_ALL = """
            select day, sum(views)::bigint as views from view_days
            where day > $1::date - 60 and day <= $1 and item like 's:%'
            group by day
            """;

    private static final String HOURS_OF_AUTHOR = """
            select coalesce(sum(hours.views), 0)::bigint as views
            from stories join view_hours hours on hours.item = 's:' || stories.id
            where stories.author_id = $1 and hours.hour >= $2 and hours.hour < $3
            """;

    private static final String HOURS_OF_ALL = """
            select coalesce(sum(views), 0)::bigint as views from view_hours
            where hour >= $1 and hour < $2 and item like 's:%'
            """;

    private static final String TOP_OF_AUTHOR = """
            select stories.id, stories.title, sum(days.views)::bigint as views
            from stories join view_days days on days.item = 's:' || stories.id
            where stories.author_id = $1 and days.day > $2::date - 30 and days.day <= $2
            group by stories.id
            order by views desc, stories.id
            limit 10
            """;

    private static final String TOP_OF_ALL = """
            select stories.id, stories.title, most.views
            from (
              select item, sum(views)::bigint as views from view_days
              where day > $1::date - 30 and day <= $1 and item like 's:%'
              group by item order by views desc, item limit 10
            ) most join stories on stories.id = substr(most.item, 3)
            order by most.views desc, stories.id
            """;

    private static final String ENSURE = "select ensure_view_history($1), ensure_view_history($2)";
    private static final String DROP = "select drop_view_history($1)";

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final PostgresReads reads;

    History(Pool postgres, PostgresGateway gateway, PostgresReads reads) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.reads = reads;
    }

    /**
     * Returns the views of a story by the start of the hour or day, without those that have no views; null where there
     * is no such story.
     */
    Uni<Map<Instant, Long>> of(String storyId, Range range) {
        String sql = range.granularity() == Granularity.HOUR ? HOURS : DAYS;
        return reads.ask(client -> client.preparedQuery(sql)
                        .execute(Tuple.of(STORY + storyId, utc(range.from()), utc(range.to())))
                        .map(rows -> Rows.map(
                                rows, row -> row.getOffsetDateTime("at").toInstant(), row -> row.getLong("views"))))
                .chain(found -> found.isEmpty()
                        ? noneOf(storyId, found)
                        : Uni.createFrom().item(found));
    }

    /**
     * Checks whether a story without views exists. The check queries the primary: a lagging replica may not have the
     * story yet, and the result that there is none would be cached.
     */
    private Uni<Map<Instant, Long>> noneOf(String storyId, Map<Instant, Long> none) {
        return gateway.ask(() -> postgres.preparedQuery(IS_STORY)
                .execute(Tuple.of(storyId))
                .map(rows -> rows.size() == 0 ? null : none));
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    /**
     * Returns the views of stories by day, of the last 60 days, for one author or, where {@code author} is empty, for
     * all.
     */
    Uni<Map<LocalDate, Long>> days(Optional<String> author, LocalDate today) {
        return reads.ask(client -> author.map(
                                one -> client.preparedQuery(DAYS_OF_AUTHOR).execute(Tuple.of(one, today)))
                        .orElseGet(() -> client.preparedQuery(DAYS_OF_ALL).execute(Tuple.of(today))))
                .map(rows -> Rows.map(rows, row -> row.getLocalDate("day"), row -> row.getLong("views")));
    }

    /** Returns the sum of the views of stories in the hours from {@code from} to before {@code to}. */
    Uni<Long> hours(Optional<String> author, Instant from, Instant to) {
        return reads.ask(client -> author.map(
                                one -> client.preparedQuery(HOURS_OF_AUTHOR).execute(Tuple.of(one, utc(from), utc(to))))
                        .orElseGet(() -> client.preparedQuery(HOURS_OF_ALL).execute(Tuple.of(utc(from), utc(to)))))
                .map(rows -> rows.iterator().next().getLong("views"));
    }

    /** Returns the most viewed stories of the last 30 days, at most 10. */
    Uni<List<Dashboard.TopStory>> top(Optional<String> author, LocalDate today) {
        return reads.ask(client -> author.map(
                                one -> client.preparedQuery(TOP_OF_AUTHOR).execute(Tuple.of(one, today)))
                        .orElseGet(() -> client.preparedQuery(TOP_OF_ALL).execute(Tuple.of(today))))
                .map(rows -> Rows.all(rows, History::topStory));
    }

    private static Dashboard.TopStory topStory(Row row) {
        return new Dashboard.TopStory(row.getString("id"), row.getString("title"), row.getLong("views"));
    }

    /** Creates the partitions of the month of a day and of the next month, where they are missing. */
    Uni<Void> ensure(LocalDate day) {
        return gateway.askInBulk(connection -> connection
                .preparedQuery(ENSURE)
                .execute(Tuple.of(day, day.plusMonths(1)))
                .replaceWithVoid());
    }

    /** Drops the partitions of the months that ended before a day. */
    Uni<Void> forget(LocalDate before) {
        return gateway.askInBulk(connection ->
                connection.preparedQuery(DROP).execute(Tuple.of(before)).replaceWithVoid());
    }
}
