package io.footfall.product.views;

import io.footfall.support.PostgresProbe;
import io.footfall.support.PostgresProcess;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.flywaydb.core.Flyway;

/** A real Postgres with all migrations, whose rows are returned in the same form as those of the model. */
final class RealPostgres implements AutoCloseable {

    private static final String SECONDS = "to_char(%s at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";

    private static final List<String> EMPTY = List.of(
            "delete from chapters",
            "delete from stories",
            "delete from deleted_items",
            "delete from sync_batches",
            "delete from view_dedup",
            "delete from revoked_calls",
            "delete from undone_counts",
            "delete from view_path",
            "insert into view_path (era) values (2)",
            "delete from view_eras",
            "insert into view_eras (era) values (2)",
            "delete from view_tallies",
            "delete from view_salts",
            "delete from sync_state");

    private final PostgresProcess process = new PostgresProcess()
            .set("fsync", "off")
            .set("synchronous_commit", "off")
            .start();
    private final PostgresProbe probe = new PostgresProbe(process.url());

    RealPostgres() {
        Flyway.configure()
                .dataSource("jdbc:postgresql://127.0.0.1:" + process.port() + "/postgres", "postgres", "postgres")
                .load()
                .migrate();
    }

    io.vertx.sqlclient.Pool pool(Vertx vertx) {
        return PgBuilder.pool()
                .using(vertx)
                .with(new PoolOptions().setMaxSize(8))
                .connectingTo(PgConnectOptions.fromUri(process.url()).setCachePreparedStatements(true))
                .build();
    }

    /** Restores the state after the migrations. */
    void empty() {
        probe.run(String.join(";", EMPTY));
    }

    /** Returns the number of statements that wait for a lock. */
    long waiting() {
        return probe.query("select count(*) from pg_stat_activity where wait_event_type = 'Lock'");
    }

    SortedMap<String, List<String>> dump() {
        SortedMap<String, List<String>> all = new TreeMap<>();
        dump(all, "stories", "id", "incarnation", "read_count");
        dump(all, "chapters", "id", "incarnation", "home", "story_id", "read_count");
        dump(all, "deleted_items", "item", "incarnation", "home", "removed");
        dump(all, "sync_batches", "id", "partition", "views", "parts");
        dump(
                all,
                "view_dedup",
                "window_label",
                "item",
                "viewer",
                "partition",
                SECONDS.formatted("held_until"),
                "handed_back",
                "provisional",
                "taken_back",
                "handing");
        dump(all, "revoked_calls", "slot", "seq", "window_label", list("items"), list("viewers"), list("partitions"));
        dump(all, "undone_counts", "batch");
        dump(
                all,
                "view_path",
                "database_open",
                "redis_run_id",
                "era",
                "old_missing",
                "old_lost",
                "closing_era",
                "closing_masters",
                "all_again");
        dump(all, "view_eras", "era", "settled", "ended_at is not null");
        dump(all, "view_tallies", "era", "replica", "counted");
        dump(all, "view_salts", "window_label", "salt", SECONDS.formatted("held_until"));
        dump(
                all,
                "sync_state",
                SECONDS.formatted("finished_at"),
                "duration_millis",
                "stories_processed",
                "chapters_processed",
                "story_views_added",
                "chapter_views_added",
                "success",
                SECONDS.formatted("last_success_at"));
        return all;
    }

    private static String list(String column) {
        return "'[' || array_to_string(" + column + ", ', ') || ']'";
    }

    private void dump(SortedMap<String, List<String>> all, String table, String... columns) {
        List<String> texts = new ArrayList<>();
        for (String column : columns) {
            texts.add("coalesce((" + column + ")::text, 'null')");
        }
        String lines = probe.text("select string_agg('[' || concat_ws(', ', " + String.join(", ", texts)
                + ") || ']', E'\\n') from " + table);
        List<String> rows = new ArrayList<>(lines == null ? List.of() : List.of(lines.split("\n")));
        Collections.sort(rows);
        all.put(table, rows);
    }

    @Override
    public void close() {
        process.close();
    }
}
