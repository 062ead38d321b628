package io.footfall.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.SharedStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Behind a pooler, only the role can have a statement timeout. */
class RoleLimitsTest {

    private final Vertx vertx = Vertx.vertx();
    private final Logger logger = Logger.getLogger(RoleLimits.class.getName());
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            told.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(listener);
    }

    @AfterEach
    void end() {
        logger.removeHandler(listener);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Starts the check and waits until it has run: the pool has one connection, which runs queries in order. */
    private void start(String parameters) {
        PostgresSettings settings = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(Map.of("footfall.postgres.pooler", "true"), "pooler", 100))
                .withMapping(PostgresSettings.class)
                .build()
                .getConfigMapping(PostgresSettings.class);
        PostgresHeartbeat heartbeat = new PostgresHeartbeat(vertx, settings);
        PgConnectOptions address = PgConnectOptions.fromUri(SharedStores.postgres() + parameters);
        Pool pool = Pool.newInstance(heartbeat.create(address, new PoolOptions().setMaxSize(1)));
        PostgresGateway gateway =
                new PostgresGateway(vertx, pool, heartbeat, settings, Clock.systemUTC(), new SimpleMeterRegistry());

        new RoleLimits(pool, gateway, settings).start(null);
        pool.query("select 1").execute().await().indefinitely();
    }

    @Test
    void aRoleWithoutALimitIsTold() {
        start("");

        Awaitility.await().untilAsserted(() -> assertThat(told)
                .containsExactly("Postgres ends no statement that takes too long: set statement_timeout for the role"));
    }

    @Test
    void ofOneThatHasALimitNothingIsSaid() {
        start("?options=-c%20statement_timeout%3D5000");

        assertThat(told).isEmpty();
    }
}
