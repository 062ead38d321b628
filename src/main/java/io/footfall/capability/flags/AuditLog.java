package io.footfall.capability.flags;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.footfall.platform.web.Cursor;
import io.footfall.platform.web.Page;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;

/** The audit log of changes to flags and settings, in Postgres. */
@Singleton
class AuditLog {

    private static final String PAGE = """
            select id, changed_at, changed_by, before, after from changes
            where kind = $1 and name = $2 and id < $3
            order by id desc limit $4
            """;

    private final Pool postgres;
    private final PostgresGateway gateway;

    AuditLog(Pool postgres, PostgresGateway gateway) {
        this.postgres = postgres;
        this.gateway = gateway;
    }

    /** The kind of object that was changed. */
    enum Kind {
        FLAG("flag"),
        SETTING("setting");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** Returns a page of the changes of one name, latest first. */
    Uni<Page<AuditEntry>> of(Kind kind, String name, int limit, String cursor) {
        long before = cursor == null ? Long.MAX_VALUE : Cursor.readNumber(cursor, Long.MAX_VALUE);
        return gateway.ask(() -> postgres.preparedQuery(PAGE).execute(Tuple.of(kind.word, name, before, limit + 1)))
                .map(rows ->
                        Page.of(Rows.all(rows, AuditLog::entry), limit, last -> Cursor.of(Long.toString(last.id()))));
    }

    private static AuditEntry entry(Row row) {
        return new AuditEntry(
                row.getLong("id"),
                row.getOffsetDateTime("changed_at").toInstant(),
                row.getString("changed_by"),
                row.getString("before"),
                row.getString("after"));
    }
}
