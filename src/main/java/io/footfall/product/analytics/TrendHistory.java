package io.footfall.product.analytics;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.PostgresReads;
import io.footfall.platform.postgres.Rows;
import io.footfall.product.catalog.ItemType;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Trends computed from the history in Postgres, with the same decay as in Redis, and the catalog data of trending
 * items. The views of an hour or day are weighted as if they came in its middle.
 */
@Singleton
class TrendHistory {

    /** How many windows back the history is read. Older views weigh less than e^-4, a fiftieth, and are ignored. */
    private static final int WINDOWS = 4;

    private static final String BY_HOUR = """
            select substr(item, 3) as id,
                   sum(views * exp(-greatest(0, extract(epoch from $2 - hour)::float8 - 1800) / $3::float8)) as score
            from view_hours
            where hour > $2::timestamptz - make_interval(secs => %d * $3::float8) and hour <= $2 and item like $1::text || '%%'
            group by item having sum(views) > 0
            order by score desc, item
            limit %d
            """.formatted(WINDOWS, TrendStore.KEPT);

    private static final String BY_DAY = """
            select substr(item, 3) as id,
                   sum(views * exp(-greatest(0, extract(epoch from $2 - day::timestamp at time zone 'UTC')::float8 - 43200) / $3::float8)) as score
            from view_days
            where day > ($2::timestamptz at time zone 'UTC' - make_interval(secs => %d * $3::float8))::date
              and day <= ($2::timestamptz at time zone 'UTC')::date and item like $1::text || '%%'
            group by item having sum(views) > 0
            order by score desc, item
            limit %d
            """.formatted(WINDOWS, TrendStore.KEPT);

    private static final String STORIES = "select id, id as story_id, title, author_id from stories where id = any($1)";

    private static final String CHAPTERS = """
            select chapters.id, story_id, chapters.title, author_id
            from chapters left join stories on stories.id = story_id
            where chapters.id = any($1)
            """;

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final PostgresReads reads;

    TrendHistory(Pool postgres, PostgresGateway gateway, PostgresReads reads) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.reads = reads;
    }

    /**
     * Returns the top items of a trend, computed from the history; as exact as the resolution of hours (for windows of
     * an hour or a day) or days (for a week).
     */
    Uni<List<ScoredItem>> top(Trend trend, Instant now) {
        Duration window = trend.window().length();
        String sql = trend.window() == TrendWindow.WEEK ? BY_DAY : BY_HOUR;
        Tuple parameters = Tuple.of(trend.type().prefix(), now.atOffset(ZoneOffset.UTC), (double) window.toSeconds());
        return reads.askInBulk(connection -> connection.preparedQuery(sql).execute(parameters))
                .map(rows -> Rows.all(rows, row -> new ScoredItem(row.getString("id"), row.getDouble("score"))));
    }

    /**
     * Returns the given items with their catalog data, in the given order, without those that the catalog does not
     * contain.
     */
    Uni<List<TrendingItem>> named(ItemType type, List<ScoredItem> items) {
        Map<String, ScoredItem> byId = items.stream().collect(Collectors.toMap(ScoredItem::id, Function.identity()));
        return gateway.ask(() -> postgres.preparedQuery(type == ItemType.STORY ? STORIES : CHAPTERS)
                        .execute(Tuple.of(byId.keySet().toArray(String[]::new))))
                .map(rows -> Rows.map(rows, row -> row.getString("id"), row -> TrendingItem.of(type, row, byId)))
                .map(found -> items.stream()
                        .filter(item -> found.containsKey(item.id()))
                        .map(item -> found.get(item.id()))
                        .toList());
    }
}
