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
 * Reads what may be a moment old: from a replica of Postgres where there is one that answers, else from the primary. A replica has a circuit
 * of its own, so that one that is away costs a request once what a Postgres that is away costs, and those after it nothing.
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

    /** As the primary's but for what the address says. */
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
     * @param <T> their answer
     * @return the replica's answer, or the primary's where that has none; fails as {@link PostgresGateway#ask} does
     */
    public <T> Uni<T> ask(Function<SqlClient, Uni<T>> work) {
        return first(way -> way.gateway().ask(work, () -> work.apply(way.pool())));
    }

    /**
     * Reads something that takes Postgres itself long.
     *
     * @param work the statements, of one transaction; may be called twice
     * @param <T> their answer
     * @return as {@link #ask}
     */
    public <T> Uni<T> askInBulk(Function<SqlConnection, Uni<T>> work) {
        return first(way -> way.gateway().askInBulk(work));
    }

    /** Whatever a replica fails with: it may also lag behind a migration, or have ended a statement for what it had to replay. */
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
