package io.footfall.capability.notifications;

import io.footfall.capability.cache.CacheSpec;
import io.footfall.capability.cache.Cached;
import io.footfall.capability.cache.Caches;
import io.footfall.capability.cache.NamedCache;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Notification preferences of users, in Postgres, with a write-through cache. Cached values are fresh for an hour. */
@Singleton
class PreferenceStore {

    private static final Duration TTL = Duration.ofHours(1);

    private static final String OF_USERS = """
            select user_id, muted_types, quiet_from, quiet_until, time_zone from user_preferences
            where user_id = any($1)
            """;

    private static final String WRITE = """
            insert into user_preferences (user_id, muted_types, quiet_from, quiet_until, time_zone)
            values ($1, $2, $3, $4, $5)
            on conflict (user_id) do update set muted_types = excluded.muted_types, quiet_from = excluded.quiet_from,
              quiet_until = excluded.quiet_until, time_zone = excluded.time_zone
            """;

    private final Pool postgres;
    private final PostgresGateway gateway;
    private final NamedCache<Preferences> cache;

    PreferenceStore(Pool postgres, PostgresGateway gateway, Caches caches) {
        this.postgres = postgres;
        this.gateway = gateway;
        this.cache = caches.create(CacheSpec.named("user-preferences", Preferences.class)
                .ttl(TTL)
                .staleTtl(TTL.multipliedBy(2))
                .build());
    }

    /** Returns the preferences of a user; {@link Preferences#NONE} if there are none. */
    Uni<Cached<Preferences>> of(String userId) {
        return cache.get(
                userId, () -> load(List.of(userId)).map(found -> found.getOrDefault(userId, Preferences.NONE)));
    }

    /** Returns the preferences of many users in one query. Users without preferences may be missing in the result. */
    Uni<Map<String, Preferences>> of(List<String> userIds) {
        return userIds.size() == 1
                ? of(userIds.get(0)).map(one -> Map.of(userIds.get(0), one.orElseThrow(IllegalStateException::new)))
                : load(userIds);
    }

    private Uni<Map<String, Preferences>> load(List<String> userIds) {
        return gateway.ask(() -> postgres.preparedQuery(OF_USERS)
                .execute(Tuple.of(userIds.toArray(String[]::new)))
                .map(rows -> Rows.map(rows, row -> row.getString("user_id"), PreferenceStore::preferences)));
    }

    private static Preferences preferences(Row row) {
        Set<String> muted = new TreeSet<>(List.of(row.getArrayOfStrings("muted_types")));
        String zone = row.getString("time_zone");
        return new Preferences(
                muted,
                zone == null
                        ? null
                        : new Preferences.QuietHours(
                                row.getLocalTime("quiet_from"), row.getLocalTime("quiet_until"), zone));
    }

    Uni<Void> write(String userId, Preferences preferences) {
        Preferences.QuietHours quiet = preferences.quietHours();
        Tuple values = Tuple.tuple()
                .addString(userId)
                .addArrayOfString(preferences.mutedTypes().toArray(String[]::new))
                .addLocalTime(quiet == null ? null : quiet.from())
                .addLocalTime(quiet == null ? null : quiet.until())
                .addString(quiet == null ? null : quiet.timeZone());
        return cache.write(
                userId,
                () -> gateway.ask(
                        () -> postgres.preparedQuery(WRITE).execute(values).replaceWithVoid()),
                written -> preferences);
    }
}
