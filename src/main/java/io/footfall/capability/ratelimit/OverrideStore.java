package io.footfall.capability.ratelimit;

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
import java.util.Locale;
import java.util.Optional;

/** The overrides in Postgres. */
@Singleton
class OverrideStore {

    /** Maximum number of overrides. Bounded because each replica keeps all of them in memory. */
    static final int MOST = 10_000;

    private static final String ALL = """
            select * from rate_limit_overrides
            where expires_at is null or expires_at > $1
            order by policy, key limit $2
            """;

    private static final String OF_POLICY = """
            select * from rate_limit_overrides
            where policy = $1 and key > $2 and (expires_at is null or expires_at > $3)
            order by key limit $4
            """;

    private static final String PUT = """
            insert into rate_limit_overrides as held (policy, key, kind, key_limit, expires_at, note, updated_at)
            select $1::text, $2::text, $3::text, $4::bigint, $5::timestamptz, $6::text, $7::timestamptz
            where (select count(*) from rate_limit_overrides) < $8
               or exists (select from rate_limit_overrides where policy = $1 and key = $2)
            on conflict (policy, key) do update set
              kind = excluded.kind, key_limit = excluded.key_limit, expires_at = excluded.expires_at,
              note = excluded.note, updated_at = excluded.updated_at
            returning *
            """;

    private static final String DELETE = "delete from rate_limit_overrides where policy = $1 and key = $2";

    private static final String PRUNE = "delete from rate_limit_overrides where expires_at < $1";

    private final Pool postgres;
    private final PostgresGateway gateway;

    OverrideStore(Pool postgres, PostgresGateway gateway) {
        this.postgres = postgres;
        this.gateway = gateway;
    }

    Uni<List<KeyOverride>> all(Instant now) {
        return gateway.askInBackground(() ->
                postgres.preparedQuery(ALL).execute(Tuple.of(utc(now), MOST)).map(OverrideStore::overrides));
    }

    Uni<List<KeyOverride>> of(String policy, String afterKey, Instant now, int most) {
        return gateway.ask(() -> postgres.preparedQuery(OF_POLICY)
                .execute(Tuple.of(policy, afterKey, utc(now), most))
                .map(OverrideStore::overrides));
    }

    /** Writes an override; empty where it is new and there are {@link #MOST} overrides already. */
    Uni<Optional<KeyOverride>> put(KeyOverride override) {
        Tuple values = Tuple.tuple()
                .addString(override.policy())
                .addString(override.key())
                .addString(override.kind().word())
                .addLong(override.limit())
                .addOffsetDateTime(override.expiresAt() == null ? null : utc(override.expiresAt()))
                .addString(override.note())
                .addOffsetDateTime(utc(override.updatedAt()))
                .addInteger(MOST);
        return gateway.ask(() -> postgres.preparedQuery(PUT).execute(values).map(rows -> overrides(rows).stream()
                .findFirst()));
    }

    /** Deletes an override; false where there was none. */
    Uni<Boolean> delete(String policy, String key) {
        return gateway.ask(() ->
                postgres.preparedQuery(DELETE).execute(Tuple.of(policy, key)).map(rows -> rows.rowCount() > 0));
    }

    Uni<Void> prune(Instant before) {
        return gateway.askInBackground(() ->
                postgres.preparedQuery(PRUNE).execute(Tuple.of(utc(before))).replaceWithVoid());
    }

    private static OffsetDateTime utc(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static List<KeyOverride> overrides(RowSet<Row> rows) {
        return Rows.all(rows, OverrideStore::override);
    }

    private static KeyOverride override(Row row) {
        OffsetDateTime expiresAt = row.getOffsetDateTime("expires_at");
        return new KeyOverride(
                row.getString("policy"),
                row.getString("key"),
                KeyOverride.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getLong("key_limit"),
                expiresAt == null ? null : expiresAt.toInstant(),
                row.getString("note"),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
