package io.footfall.platform.postgres;

import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreCircuit;
import io.footfall.platform.store.StoreRefusals;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgConnectOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.Function;

/**
 * Runs reads that may be slightly stale: on a Postgres replica if one is configured and available, else on the primary.
 * The replica has a circuit of its own. So while the replica is unavailable, only the first request pays for the
 * detection, as it does for the primary; later requests go to the primary without delay.
 */
@Singleton
public class PostgresReads {

    private static final String NAME = "postgres-replica";

    private record Way(PostgresGateway gateway, Pool pool) {}

    private final Vertx vertx;
    private final PostgresHeartbeat primaryHeartbeat;
    private final PostgresSettings settings;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Way primary;
    private volatile Way replica;
    private PostgresHeartbeat heartbeat;

    PostgresReads(
            Vertx vertx,
            Pool pool,
            PostgresGateway gateway,
            PostgresHeartbeat primaryHeartbeat,
            PostgresSettings settings,
            Clock clock,
            MeterRegistry metrics) {
        this.vertx = vertx;
        this.primaryHeartbeat = primaryHeartbeat;
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        this.primary = new Way(gateway, pool);
    }

    void start(@Observes StartupEvent event) {
        settings.readUrl().ifPresent(this::use);
    }

    private void use(String url) {
        PostgresHeartbeat pulse = new PostgresHeartbeat(vertx, settings, false);
        Pool pool = Pool.newInstance(pulse.create(address(url), primaryHeartbeat.poolOptions()));
        PostgresGateway gateway = new PostgresGateway(
                vertx,
                pool,
                pulse,
                settings,
                new StoreCircuit(NAME, clock, metrics),
                new StoreRefusals(NAME, clock, metrics));
        gateway.start();
        heartbeat = pulse;
        replica = new Way(gateway, pool);
    }

    /** Returns the options of the primary with host, port, database and, if set, user and password of the replica. */
    private PgConnectOptions address(String url) {
        PgConnectOptions given = PgConnectOptions.fromUri(url);
        PgConnectOptions address = new PgConnectOptions(primaryHeartbeat.options())
                .setHost(given.getHost())
                .setPort(given.getPort())
                .setDatabase(given.getDatabase());
        settings.readUsername().ifPresent(address::setUser);
        settings.readPassword().ifPresent(address::setPassword);
        return address;
    }

    /**
     * Reads something that a request waits for.
     *
     * @param work the statements; may be called twice
     * @param <T> type of the result
     * @return the result of the replica, or that of the primary if the replica fails; fails as
     *     {@link PostgresGateway#ask} does
     */
    public <T> Uni<T> ask(Function<SqlClient, Uni<T>> work) {
        return first(way -> way.gateway().ask(work, () -> work.apply(way.pool())));
    }

    /**
     * Reads something that takes Postgres long.
     *
     * @param work the statements, which run in one transaction; may be called twice
     * @param <T> type of the result
     * @return as {@link #ask}
     */
    public <T> Uni<T> askInBulk(Function<SqlConnection, Uni<T>> work) {
        return first(way -> way.gateway().askInBulk(work));
    }

    /**
     * Falls back to the primary after any failure of the replica. The replica may also lag behind a migration, or
     * cancel a statement that conflicts with the changes that it replays.
     */
    private <T> Uni<T> first(Function<Way, Uni<T>> question) {
        Way asked = replica;
        return asked == null
                ? question.apply(primary)
                : question.apply(asked)
                        .onFailure()
                        .invoke(RecoveredFailure.READ_FROM_REPLICA::record)
                        .onFailure()
                        .recoverWithUni(() -> question.apply(primary));
    }

    @PreDestroy
    void close() {
        if (heartbeat != null) {
            heartbeat.close();
        }
    }
}
