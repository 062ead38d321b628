package io.footfall.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.support.PostgresProbe;
import io.footfall.support.SharedStores;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A statement whose caller timed out is ended in Postgres, and the wait for a connection is bounded. */
class PostgresTimeoutsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final int CONNECTIONS = 2;

    private static final SmallRyeConfig SETTINGS = new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withSources(new PropertiesConfigSource(
                    Map.of(
                            "footfall.postgres.patience", "250ms",
                            "footfall.postgres.patience-in-background", "1500ms",
                            "footfall.postgres.longest-idle-in-transaction", "300ms",
                            "footfall.postgres.longest-wait", "200ms",
                            "footfall.postgres.most-waiting", "2",
                            "footfall.postgres.probe", "5s"),
                    "settings of limits",
                    100))
            .withMapping(PostgresSettings.class)
            .build();

    private final String name = "limits-" + UUID.randomUUID().toString().substring(0, 8);
    private final PostgresProbe holder = new PostgresProbe(SharedStores.postgres());
    private Vertx vertx;
    private Pool pool;
    private PostgresGateway gateway;

    @BeforeEach
    void start() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        PostgresSettings settings = SETTINGS.getConfigMapping(PostgresSettings.class);
        PostgresHeartbeat heartbeat = new PostgresHeartbeat(vertx, settings);
        PgConnectOptions address = PgConnectOptions.fromUri(SharedStores.postgres() + "?application_name=" + name);
        pool = Pool.newInstance(heartbeat.create(address, new PoolOptions().setMaxSize(CONNECTIONS)));
        gateway = new PostgresGateway(vertx, pool, heartbeat, settings, Clock.systemUTC(), new SimpleMeterRegistry());
        // The first connection of a JVM is slow.
        Awaitility.await().ignoreExceptions().until(() -> gateway.ask(
                        () -> sleep(pool, 0).replaceWith(true))
                .await()
                .atMost(PATIENCE));
        holder.run("create table \"" + name + "\" ()");
        holder.run("begin");
        holder.run("lock table \"" + name + "\"");
    }

    @AfterEach
    void end() {
        holder.run("rollback");
        holder.run("drop table \"" + name + "\"");
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Uni<Integer> blocked(SqlClient client) {
        return client.query("select from \"" + name + "\"").execute().map(rows -> rows.size());
    }

    private Uni<Void> sleep(SqlClient client, double seconds) {
        return client.query("select pg_sleep(" + seconds + ")").execute().replaceWithVoid();
    }

    private long busy() {
        return PostgresProbe.number(
                "select count(*) from pg_stat_activity where state <> 'idle' and application_name = '" + name + "'");
    }

    private void untilNothingIsBusy() {
        Awaitility.await().atMost(SOON).until(() -> busy() == 0);
    }

    private static <T> CompletableFuture<T> begin(Uni<T> call) {
        return call.subscribeAsCompletionStage();
    }

    @Test
    void whatARequestGaveUpIsEndedInPostgres() {
        CompletableFuture<Integer> answer = begin(gateway.ask(() -> blocked(pool)));
        Awaitility.await().until(() -> busy() == 1);

        assertThat(answer).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(StoreUnavailableException.class);
        untilNothingIsBusy();
    }

    @Test
    void whatIsAskedInTheBackgroundIsEndedInPostgresAsSoon() {
        CompletableFuture<Integer> answer = begin(gateway.askInBackground(() -> blocked(pool)));

        assertThat(answer).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(StoreUnavailableException.class);
        untilNothingIsBusy();
        assertThat(gateway.circuit().isClosed()).isTrue();
    }

    @Test
    void workInBulkMayTakeLonger() {
        gateway.askInBulk(connection -> sleep(connection, 0.5)).await().atMost(PATIENCE);

        assertThatThrownBy(() -> gateway.ask(() -> sleep(pool, 0.5)).await().atMost(PATIENCE))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void workInBulkIsEndedTooAndLeavesNoLimitBehind() {
        CompletableFuture<Integer> answer = begin(gateway.askInBulk(this::blocked));

        assertThat(answer).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(StoreUnavailableException.class);
        untilNothingIsBusy();
        assertThat(gateway.ask(() -> pool.query("select current_setting('statement_timeout') as now")
                                .execute()
                                .map(rows -> rows.iterator().next().getString("now")))
                        .await()
                        .atMost(PATIENCE))
                .isEqualTo("250ms");
    }

    @Test
    void aTransactionInWhichNothingHappensIsEnded() {
        CompletableFuture<?> frozen = begin(gateway.askInBackground(() -> pool.withTransaction(
                connection -> connection.query("select 1").execute().chain(() -> Uni.createFrom()
                        .nothing()))));
        Awaitility.await()
                .until(() -> PostgresProbe.number("select count(*) from pg_stat_activity"
                                + " where state = 'idle in transaction' and application_name = '" + name + "'")
                        == 1);

        untilNothingIsBusy();
        assertThat(frozen).failsWithin(SOON);
    }

    @Test
    void whoeverComesWhileAllConnectionsAreBusyIsRefusedAfterAWhile() {
        CompletableFuture<?>[] busy = Stream.generate(() -> begin(gateway.askInBulk(c -> sleep(c, 0.9))))
                .limit(CONNECTIONS)
                .toArray(CompletableFuture[]::new);
        Awaitility.await().until(() -> busy() == CONNECTIONS);

        CompletableFuture<Void> inTransaction = begin(gateway.askInBulk(connection -> sleep(connection, 0)));
        CompletableFuture<Void> alone = begin(gateway.ask(() -> sleep(pool, 0)));
        CompletableFuture<Void> oneTooMany = begin(gateway.ask(() -> sleep(pool, 0)));

        assertOverloaded(oneTooMany);
        assertThat(List.of(inTransaction, alone)).noneMatch(CompletableFuture::isDone);
        assertOverloaded(inTransaction);
        assertOverloaded(alone);
        assertThat(gateway.circuit().isClosed()).isTrue();
        assertThat(CompletableFuture.allOf(busy)).succeedsWithin(PATIENCE);
        gateway.ask(() -> sleep(pool, 0)).await().atMost(PATIENCE);
    }

    private static void assertOverloaded(CompletableFuture<Void> call) {
        assertThat(call)
                .failsWithin(Duration.ofMillis(400))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(StoreUnavailableException.class, failure -> assertThat(failure.isOverload())
                        .isTrue());
    }
}
