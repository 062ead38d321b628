package io.footfall.capability.flags;

import io.footfall.capability.cache.CacheSpec;
import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.cache.NamedCache;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.footfall.platform.web.Cursor;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** The store of feature flags: Postgres, with a cache. */
@Singleton
class Flags {

    /** The maximum staleness in a replica that missed the invalidation, for example because Redis is unavailable. */
    private static final Duration TTL = Duration.ofMinutes(1);

    private static final Duration STALE = Duration.ofHours(1);
    private static final Duration WORTH_WAITING = Duration.ofMillis(200);

    private static final String READ =
            "select name, enabled, percentage, description, changed_at, changed_by from flags where name = $1";

    private static final String PAGE = """
            select name, enabled, percentage, description, changed_at, changed_by from flags
            where name > $1 order by name limit $2
            """;

    private static final String WRITE = """
            with old as (
              select json_build_object('enabled', enabled, 'percentage', percentage, 'description', description) as it
              from flags where name = $1 for update
            ), new as (
              insert into flags (name, enabled, percentage, description, changed_at, changed_by)
              values ($1, $2, $3, $4, $5, $6)
              on conflict (name) do update set enabled = excluded.enabled, percentage = excluded.percentage,
                description = excluded.description, changed_at = excluded.changed_at, changed_by = excluded.changed_by
              returning json_build_object('enabled', enabled, 'percentage', percentage, 'description', description) as it
            ), change as (
              insert into changes (kind, name, changed_at, changed_by, before, after)
              select 'flag', $1, $5, $6, (select it::text from old), it::text from new
            )
            select count(*) from old
            """;

    private static final String DELETE = """
            with old as (
              delete from flags where name = $1
              returning json_build_object('enabled', enabled, 'percentage', percentage, 'description', description) as it
            ), change as (
              insert into changes (kind, name, changed_at, changed_by, before)
              select 'flag', $1, $2, $3, it::text from old
            )
            select count(*) from old
            """;

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final NamedCache<Flag> cache;
    private final Clock clock;

    Flags(Pool postgres, PostgresGateway gateway, Caches caches, Clock clock) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.clock = clock;
        this.cache = caches.create(CacheSpec.named("flags", Flag.class)
                .ttl(TTL)
                .staleTtl(STALE)
                .missingTtl(TTL)
                .softTimeout(WORTH_WAITING)
                .build());
    }

    private static UnknownItemException unknown() {
        return new UnknownItemException("flag");
    }

    private static Flag flag(Row row) {
        return new Flag(
                row.getString("name"),
                row.getBoolean("enabled"),
                row.getShort("percentage"),
                row.getString("description"),
                row.getOffsetDateTime("changed_at").toInstant(),
                row.getString("changed_by"));
    }

    Uni<Optional<Flag>> find(String name) {
        return cached(name).map(Cached::value);
    }

    /** Fails with 404 if the flag does not exist. */
    Uni<Cached<Flag>> read(String name) {
        return cached(name).map(found -> found.required(Flags::unknown));
    }

    private Uni<Cached<Flag>> cached(String name) {
        return cache.get(
                name, () -> gateway.ask(() -> postgres.preparedQuery(READ).execute(Tuple.of(name)))
                        .map(rows -> Rows.first(rows, Flags::flag).orElse(null)));
    }

    /** Returns a page of all flags, ordered by name. */
    Uni<Page<Flag>> page(int limit, String cursor) {
        String after = cursor == null ? "" : nameIn(cursor);
        return gateway.ask(() -> postgres.preparedQuery(PAGE).execute(Tuple.of(after, limit + 1)))
                .map(rows -> Page.of(Rows.all(rows, Flags::flag), limit, last -> Cursor.of(last.name())));
    }

    private static String nameIn(String cursor) {
        String name = Cursor.read(cursor, 1).get(0);
        if (!Ids.isId(name)) {
            throw Cursor.invalid();
        }
        return name;
    }

    /** Creates or replaces a flag. Returns whether it is new. */
    Uni<Boolean> write(Flag flag) {
        Tuple values = Tuple.tuple()
                .addString(flag.name())
                .addBoolean(flag.enabled())
                .addShort((short) flag.percentage())
                .addString(flag.description())
                .addOffsetDateTime(flag.changedAt().atOffset(ZoneOffset.UTC))
                .addString(flag.changedBy());
        return cache.write(
                flag.name(),
                () -> gateway.ask(() -> postgres.preparedQuery(WRITE).execute(values))
                        .map(rows -> rows.iterator().next().getLong(0) == 0),
                written -> flag);
    }

    /** Deletes a flag. Fails with 404 if it does not exist. */
    Uni<Void> delete(String name, String by) {
        return gateway.ask(() -> postgres.preparedQuery(DELETE)
                        .execute(Tuple.of(name, clock.instant().atOffset(ZoneOffset.UTC), by)))
                .call(() -> cache.invalidate(List.of(name)))
                .invoke(rows -> {
                    if (rows.iterator().next().getLong(0) == 0) {
                        throw unknown();
                    }
                })
                .replaceWithVoid();
    }
}
