package io.footfall.product.views.model;

import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.postgres.Rows;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The salts of dedup windows in Postgres, on which replicas agree while Redis is unavailable. */
@Singleton
public final class SaltStore {

    private static final String OFFER = """
            insert into view_salts as held (window_label, salt, held_until) values ($1, $2, $3)
            on conflict (window_label) do update set held_until = greatest(held.held_until, excluded.held_until)
            returning salt
            """;

    private static final String REPLACE = "update view_salts set salt = $2 where window_label = $1";

    private static final String HELD = "select window_label, salt, held_until from view_salts where held_until > $1";

    private static final String PRUNE = "delete from view_salts where held_until < now()";

    /**
     * A salt that has not expired.
     *
     * @param window the label of the dedup window
     * @param salt the salt in Base64
     * @param until when the salt expires
     */
    public record Stored(String window, String salt, Instant until) {}

    private final Pool postgres;
    private final PostgresGateway gateway;

    /**
     * Creates the store; sends no statement yet.
     *
     * @param postgres the connections
     * @param gateway the gateway that every statement goes through
     */
    public SaltStore(Pool postgres, PostgresGateway gateway) {
        this.postgres = postgres;
        this.gateway = gateway;
    }

    /**
     * Offers a salt for a window. Only the first offer is stored. Extends the time that the salt is kept if necessary.
     *
     * @param window the label of the dedup window
     * @param salt the offered salt in Base64
     * @param until until when the salt is needed at least
     * @return the salt that was offered first; fails if Postgres is unavailable
     */
    public Uni<String> offer(String window, String salt, Instant until) {
        return gateway.ask(() -> postgres.preparedQuery(OFFER)
                .execute(Tuple.of(window, salt, until.atOffset(ZoneOffset.UTC)))
                .map(rows -> rows.iterator().next().getString("salt")));
    }

    /**
     * Replaces the salt of a window by the one that Redis already counts with. Does nothing if Postgres holds no salt
     * of the window.
     *
     * @param window the label of the dedup window
     * @param salt the salt of Redis in Base64
     * @return completes when the salt is replaced; fails if Postgres is unavailable
     */
    public Uni<Void> replace(String window, String salt) {
        return gateway.ask(() ->
                postgres.preparedQuery(REPLACE).execute(Tuple.of(window, salt)).replaceWithVoid());
    }

    /**
     * Returns the salts that have not expired.
     *
     * @param now the present time
     * @return the salts in any order; fails if Postgres is unavailable
     */
    public Uni<List<Stored>> held(Instant now) {
        return gateway.ask(() -> postgres.preparedQuery(HELD)
                .execute(Tuple.of(now.atOffset(ZoneOffset.UTC)))
                .map(rows -> Rows.all(rows, SaltStore::stored)));
    }

    private static Stored stored(Row row) {
        return new Stored(
                row.getString("window_label"),
                row.getString("salt"),
                row.getOffsetDateTime("held_until").toInstant());
    }

    /**
     * Deletes the salts that have expired, by the clock of Postgres.
     *
     * @return completes when they are deleted; fails if Postgres is unavailable
     */
    public Uni<Void> prune() {
        return gateway.ask(() -> postgres.query(PRUNE).execute().replaceWithVoid());
    }
}
