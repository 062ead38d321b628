package io.footfall.product.catalog;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.web.UnknownItemException;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Deletes stories and chapters by SQL statement. The row of a story is locked before the rows of its chapters, the lock
 * order of all writers, which prevents deadlocks.
 */
@ApplicationScoped
class CatalogDeletion {

    private static final String INCARNATION = "incarnation";
    private static final String LOCK_STORY = "select incarnation from stories where id = $1 for update";
    private static final String DELETE_CHAPTERS =
            "delete from chapters where story_id = $1 returning id, home, incarnation";
    private static final String DELETE_STORY = "delete from stories where id = $1";
    private static final String DELETE_CHAPTER =
            "delete from chapters where id = $1 returning id, home, incarnation, story_id";

    /**
     * A deleted chapter.
     *
     * @param placed the chapter and its partition
     * @param storyId the story that it belonged to; empty where a view created it in an open catalog
     */
    record DeletedChapter(Placed placed, Optional<String> storyId) {}

    private final Pool postgres;
    private final PostgresGateway gateway;

    CatalogDeletion(Pool postgres, PostgresGateway gateway) {
        this.gateway = gateway;
        this.postgres = postgres;
    }

    /**
     * Deletes a story with its chapters in one transaction and returns the deleted items. Fails with
     * {@link UnknownItemException} where there is no such story.
     */
    Uni<List<Placed>> story(String id) {
        return gateway.ask(() -> postgres.withTransaction(connection -> connection
                .preparedQuery(LOCK_STORY)
                .execute(Tuple.of(id))
                .invoke(rows -> check(rows, "story"))
                .map(rows -> rows.iterator().next().getInteger(INCARNATION))
                .chain(incarnation -> deleteLocked(connection, new Placed(ItemId.story(id), id, incarnation)))));
    }

    private static Uni<List<Placed>> deleteLocked(SqlConnection connection, Placed story) {
        Tuple id = Tuple.of(story.id().id());
        return connection
                .preparedQuery(DELETE_CHAPTERS)
                .execute(id)
                .map(CatalogDeletion::chapters)
                .invoke(gone -> gone.add(story))
                .call(() -> connection.preparedQuery(DELETE_STORY).execute(id));
    }

    /** Deletes a chapter. Fails with {@link UnknownItemException} where there is no such chapter. */
    Uni<DeletedChapter> chapter(String id) {
        return gateway.ask(() -> postgres.preparedQuery(DELETE_CHAPTER)
                .execute(Tuple.of(id))
                .invoke(rows -> check(rows, "chapter"))
                .map(rows -> rows.iterator().next())
                .map(row -> new DeletedChapter(chapter(row), Optional.ofNullable(row.getString("story_id")))));
    }

    private static void check(RowSet<Row> rows, String kind) {
        if (rows.size() == 0) {
            throw new UnknownItemException(kind);
        }
    }

    private static List<Placed> chapters(RowSet<Row> rows) {
        List<Placed> gone = new ArrayList<>();
        rows.forEach(row -> gone.add(chapter(row)));
        return gone;
    }

    private static Placed chapter(Row row) {
        return new Placed(ItemId.chapter(row.getString("id")), row.getString("home"), row.getInteger(INCARNATION));
    }
}
