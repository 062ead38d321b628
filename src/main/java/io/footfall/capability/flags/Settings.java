package io.footfall.capability.flags;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.util.RawValue;
import io.footfall.capability.cache.CacheSpec;
import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.cache.NamedCache;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.web.InvalidInputException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The store of platform settings: Postgres, with a cache. All settings are one cached value, because they are few and
 * read together. Values stay JSON text throughout, so that a number keeps all its digits.
 */
@Singleton
class Settings {

    static final int MOST = 200;

    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration STALE = Duration.ofHours(1);
    private static final Duration WORTH_WAITING = Duration.ofMillis(200);
    private static final String ALL = "all";

    private static final String READ = "select name, value from settings order by name";

    /**
     * Locks the table against concurrent writers, so that the maximum number of settings holds and all writers see the
     * same state.
     */
    private static final String HOLD = "lock table settings in share row exclusive mode";

    private static final String WRITE = """
            with wanted as (
              select name, value from unnest($1::varchar[], $2::text[]) as one (name, value)
            ), old as (
              select name, value from settings where name in (select name from wanted)
            ), gone as (
              delete from settings where name in (select name from wanted where value is null)
            ), new as (
              insert into settings (name, value, changed_at, changed_by)
              select name, value, $3, $4 from wanted where value is not null
              on conflict (name) do update
              set value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by
            )
            insert into changes (kind, name, changed_at, changed_by, before, after)
            select 'setting', wanted.name, $3, $4, old.value, wanted.value
            from wanted left join old using (name)
            where old.value is distinct from wanted.value
            """;

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final NamedCache<Map<String, RawValue>> cache;

    Settings(Pool postgres, PostgresGateway gateway, Caches caches) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.cache = caches.create(CacheSpec.named("settings", new TypeReference<Map<String, RawValue>>() {})
                .ttl(TTL)
                .staleTtl(STALE)
                .softTimeout(WORTH_WAITING)
                .build());
    }

    Uni<Cached<Map<String, RawValue>>> read() {
        return cache.get(
                ALL, () -> gateway.ask(() -> postgres.query(READ).execute()).map(Settings::values));
    }

    private static Map<String, RawValue> values(RowSet<Row> rows) {
        Map<String, RawValue> values = new TreeMap<>();
        rows.forEach(row -> values.put(row.getString("name"), new RawValue(row.getString("value"))));
        return values;
    }

    /**
     * Writes the given settings in one transaction. A null value deletes a setting.
     *
     * @return all settings after the write
     */
    Uni<Map<String, RawValue>> write(Map<String, RawValue> some, String by, Instant now) {
        List<String> names = List.copyOf(some.keySet());
        Tuple parameters = Tuple.tuple()
                .addArrayOfString(names.toArray(String[]::new))
                .addArrayOfString(
                        names.stream().map(name -> textOf(some.get(name))).toArray(String[]::new))
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC))
                .addString(by);
        return cache.write(
                ALL,
                () -> gateway.ask(() -> postgres.withTransaction(connection -> connection
                        .query(HOLD)
                        .execute()
                        .chain(() -> connection.preparedQuery(WRITE).execute(parameters))
                        .chain(() -> connection.query(READ).execute())
                        .map(Settings::values)
                        .invoke(Settings::check))),
                written -> written);
    }

    /** The JSON text of a value; null if there is none. */
    static String textOf(RawValue value) {
        return value == null ? null : String.valueOf(value.rawValue());
    }

    private static void check(Map<String, RawValue> all) {
        if (all.size() > MOST) {
            throw new InvalidInputException("settings", "are at most " + MOST);
        }
    }
}
