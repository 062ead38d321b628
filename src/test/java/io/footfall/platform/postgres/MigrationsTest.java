package io.footfall.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.support.PostgresProbe;
import io.footfall.support.SharedStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A migration that cannot run yet, here because the database does not exist although Postgres is available. */
@Tag("slow")
class MigrationsTest {

    private static final String DATABASE = "migrated_late";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private PostgresGateway gateway;
    private Pool pool;
    private Migrations migrations;

    @BeforeEach
    void start() {
        PostgresProbe.execute("drop database if exists " + DATABASE);
        PostgresSettings settings = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(PostgresSettings.class)
                .build()
                .getConfigMapping(PostgresSettings.class);
        PostgresHeartbeat heartbeat = new PostgresHeartbeat(vertx, settings);
        pool = Pool.newInstance(
                heartbeat.create(PgConnectOptions.fromUri(SharedStores.postgres()), new PoolOptions().setMaxSize(2)));
        gateway = new PostgresGateway(vertx, pool, heartbeat, settings, Clock.systemUTC(), new SimpleMeterRegistry());
        URI stores = URI.create(SharedStores.postgres());
        String[] user = stores.getUserInfo().split(":", 2);
        String late = "jdbc:postgresql://" + stores.getHost() + ":" + stores.getPort() + "/" + DATABASE;
        migrations = new Migrations(
                Flyway.configure()
                        .dataSource(late, user[0], user.length > 1 ? user[1] : "")
                        .load(),
                gateway);
    }

    @AfterEach
    void end() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Uni<Integer> ask() {
        return gateway.ask(() -> pool.query("select 1").execute().map(rows -> rows.size()));
    }

    @Test
    void nobodyAsksPostgresBeforeItsSchemaIsUpToDate() {
        Awaitility.await().ignoreExceptions().until(() -> ask().await().atMost(PATIENCE) == 1);

        List<HealthCheckResponse.Status> whenAsked = new CopyOnWriteArrayList<>();
        gateway.circuit().whenClosed(() -> whenAsked.add(migrations.call().getStatus()));
        migrations.migrate();
        gateway.start();

        assertThat(migrations.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        assertThatThrownBy(() -> ask().await().atMost(PATIENCE)).isInstanceOf(StoreUnavailableException.class);
        Awaitility.await().during(Duration.ofSeconds(1)).until(() -> !gateway.circuit()
                .isClosed());

        PostgresProbe.execute("create database " + DATABASE);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> migrations.call().getStatus() == HealthCheckResponse.Status.UP);
        Awaitility.await().ignoreExceptions().until(() -> ask().await().atMost(PATIENCE) == 1);
        assertThat(whenAsked).containsExactly(HealthCheckResponse.Status.UP);
    }
}
