package io.footfall.product.catalog;

import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.MissGuard;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.footfall.platform.web.Cursor;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.PageRequest;
import io.footfall.platform.web.Times;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The likes of stories in Postgres, at most one per user and story. Each change is idempotent and updates the like
 * count in the same statement.
 */
@ApplicationScoped
class Likes {

    private static final String LIKE = """
            with added as (
              insert into likes (user_id, story_id) select $2, id from stories where id = $1
              on conflict do nothing
              returning story_id
            )
            update stories set like_count = like_count + (select count(*) from added) where id = $1
            returning like_count
            """;

    private static final String UNLIKE = """
            with gone as (
              delete from likes where story_id = $1 and user_id = $2 returning story_id
            )
            update stories set like_count = like_count - (select count(*) from gone) where id = $1
            returning like_count
            """;

    private static final String OF_USER = """
            select story_id, liked_at from likes
            where user_id = $1 and ($2::timestamptz is null or (liked_at, story_id) < ($2, $3::text))
            order by liked_at desc, story_id desc
            limit $4
            """;

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final CatalogCaches caches;

    Likes(Pool postgres, PostgresGateway gateway, CatalogCaches caches) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.caches = caches;
    }

    Uni<LikeAnswer> like(String storyId, String userId) {
        return change(LIKE, storyId, userId).map(count -> new LikeAnswer(storyId, true, count));
    }

    Uni<LikeAnswer> unlike(String storyId, String userId) {
        return change(UNLIKE, storyId, userId).map(count -> new LikeAnswer(storyId, false, count));
    }

    private Uni<Long> change(String sql, String storyId, String userId) {
        return gateway.ask(() -> postgres.preparedQuery(sql).execute(Tuple.of(storyId, userId)))
                .map(Likes::countIn)
                .call(count -> caches.liked(storyId, userId));
    }

    private static long countIn(RowSet<Row> rows) {
        if (rows.size() == 0) {
            throw new UnknownItemException("story");
        }
        return rows.iterator().next().getLong("like_count");
    }

    Uni<Cached<Page<Like>>> of(String userId, int limit, String cursor) {
        List<String> after = cursor == null ? List.of() : Cursor.read(cursor, 2);
        OffsetDateTime time = after.isEmpty() ? null : timeOf(after);
        String story = after.isEmpty() ? null : after.get(1);
        return CatalogCaches.page(
                caches.likes(),
                userId,
                new PageRequest(limit, cursor),
                CatalogCaches.userTag(userId),
                MissGuard.NONE,
                () -> load(userId, time, story, limit));
    }

    private static OffsetDateTime timeOf(List<String> after) {
        try {
            if (Ids.isId(after.get(1))) {
                return Times.check("cursor", OffsetDateTime.parse(after.get(0)).toInstant())
                        .atOffset(ZoneOffset.UTC);
            }
        } catch (DateTimeException e) {
            throw Cursor.invalid();
        }
        throw Cursor.invalid();
    }

    private Uni<Page<Like>> load(String userId, OffsetDateTime time, String story, int limit) {
        Tuple parameters = Tuple.tuple()
                .addString(userId)
                .addOffsetDateTime(time)
                .addString(story)
                .addInteger(limit + 1);
        return gateway.ask(() -> postgres.preparedQuery(OF_USER).execute(parameters))
                .map(rows -> Rows.all(
                        rows,
                        row -> new Like(
                                row.getString("story_id"),
                                row.getOffsetDateTime("liked_at").toInstant())))
                .map(likes ->
                        Page.of(likes, limit, last -> Cursor.of(last.likedAt().toString(), last.storyId())));
    }
}
