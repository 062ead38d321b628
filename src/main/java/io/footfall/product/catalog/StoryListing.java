package io.footfall.product.catalog;

import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.MissGuard;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.footfall.platform.web.Cursor;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.PageRequest;
import io.footfall.platform.web.Times;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.sqlclient.data.Numeric;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lists of stories with keyset pagination. The cursor holds the sort key and the id of the last story of a page, so a
 * page needs no offset: its cost does not depend on the position in the list, except for {@link StorySort#TRENDING},
 * whose sort key is computed and not indexed.
 */
@ApplicationScoped
class StoryListing {

    private static final String RECENT = """
            select id, title, author_id, tags, published_at, read_count, like_count, null as sort_key
            from stories
            where ($1::text is null or author_id = $1)
              and ($2::text is null or tags @> array[$2::text])
              and ($3::timestamptz is null or (published_at, id) < ($3, $4::text))
            order by published_at desc, id desc
            limit $5
            """;

    private static final String MOST_VIEWED = """
            select id, title, author_id, tags, published_at, read_count, like_count, read_count::text as sort_key
            from stories
            where ($1::text is null or author_id = $1)
              and ($2::text is null or tags @> array[$2::text])
              and ($3::bigint is null or (read_count, id) < ($3, $4::text))
            order by read_count desc, id desc
            limit $5
            """;

    /**
     * The hot ranking that Reddit published in 2008: log10(views + 1) + publication time in seconds / 45,000. Ten times
     * as many views make up for 45,000 seconds of age.
     */
    private static final String TRENDING = """
            select id, title, author_id, tags, published_at, read_count, like_count, heat::text as sort_key
            from (
              select *, round(log((read_count + 1)::numeric) + extract(epoch from published_at) / 45000, 7) as heat
              from stories
            ) ranked
            where ($1::text is null or author_id = $1)
              and ($2::text is null or tags @> array[$2::text])
              and ($3::numeric is null or (heat, id) < ($3, $4::text))
            order by heat desc, id desc
            limit $5
            """;

    private static final Pattern HEAT = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,10})?");

    private final Pool postgres;
    private final PostgresGateway gateway;

    private final CatalogCaches caches;

    StoryListing(Pool postgres, PostgresGateway gateway, CatalogCaches caches) {
        this.gateway = gateway;
        this.postgres = postgres;
        this.caches = caches;
    }

    Uni<Cached<Page<Story>>> page(String author, String tag, StorySort sort, int limit, String cursor) {
        List<String> after = cursor == null ? List.of() : Cursor.read(cursor, 3);
        if (!after.isEmpty() && !(after.get(0).equals(sort.name()) && Ids.isId(after.get(2)))) {
            throw Cursor.invalid();
        }
        Object key = after.isEmpty() ? null : sortKey(sort, after.get(1));
        return CatalogCaches.page(
                caches.listings(),
                String.join("|", sort.name(), text(author), text(tag)),
                new PageRequest(limit, cursor),
                CatalogCaches.listTag(author, tag),
                MissGuard.NONE,
                () -> load(author, tag, sort, limit, key, after));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private Uni<Page<Story>> load(
            String author, String tag, StorySort sort, int limit, Object key, List<String> after) {
        Tuple parameters = Tuple.tuple()
                .addString(author)
                .addString(tag)
                .addValue(key)
                .addString(after.isEmpty() ? null : after.get(2))
                .addInteger(limit + 1);
        return gateway.ask(
                () -> postgres.preparedQuery(sqlOf(sort)).execute(parameters).map(rows -> pageOf(rows, sort, limit)));
    }

    private static String sqlOf(StorySort sort) {
        return switch (sort) {
            case RECENT -> RECENT;
            case VIEWS -> MOST_VIEWED;
            case TRENDING -> TRENDING;
        };
    }

    private static Object sortKey(StorySort sort, String text) {
        try {
            return switch (sort) {
                case RECENT ->
                    Times.check("cursor", OffsetDateTime.parse(text).toInstant())
                            .atOffset(ZoneOffset.UTC);
                case VIEWS -> Long.valueOf(text);
                case TRENDING -> heat(text);
            };
        } catch (DateTimeParseException | NumberFormatException e) {
            throw Cursor.invalid();
        }
    }

    /**
     * Parses the sort key of {@link StorySort#TRENDING}. Accepts plain digits only: an exponent could make Postgres
     * compute a number of any length.
     */
    private static Numeric heat(String text) {
        if (!HEAT.matcher(text).matches()) {
            throw Cursor.invalid();
        }
        return Numeric.create(new BigDecimal(text));
    }

    private static Page<Story> pageOf(RowSet<Row> rows, StorySort sort, int limit) {
        List<String> keys = Rows.all(rows, row -> keyOf(row, sort));
        List<Story> stories = Rows.all(rows, StoryListing::story);
        return Page.of(stories, limit, last -> Cursor.of(sort.name(), keys.get(stories.indexOf(last)), last.id()));
    }

    private static String keyOf(Row row, StorySort sort) {
        return sort == StorySort.RECENT ? row.getOffsetDateTime("published_at").toString() : row.getString("sort_key");
    }

    private static Story story(Row row) {
        return new Story(
                row.getString("id"),
                row.getString("title"),
                row.getString("author_id"),
                List.of(row.getArrayOfStrings("tags")),
                row.getOffsetDateTime("published_at").toInstant(),
                row.getLong("read_count"),
                row.getLong("like_count"));
    }

    static InvalidInputException unknownSort() {
        return new InvalidInputException("sort", "takes recent, views or trending");
    }
}
