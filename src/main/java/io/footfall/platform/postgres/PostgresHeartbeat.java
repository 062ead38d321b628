package io.footfall.platform.postgres;

import io.footfall.platform.store.LoopTimeout;
import io.quarkus.reactive.pg.client.PgPoolCreator;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Probes Postgres on a connection of its own, because a probe through the pool might wait for long statements. Also
 * creates the pool, from the configuration that the probes use too.
 */
@Singleton
public class PostgresHeartbeat implements PgPoolCreator {

    private static final Logger LOG = Logger.getLogger(PostgresHeartbeat.class);
    private static final Duration LONGEST_END = Duration.ofMillis(500);

    private final Vertx vertx;
    private final PostgresSettings settings;
    private final boolean takesChanges;
    private volatile PgConnectOptions options;
    private volatile PoolOptions poolOptions;
    private volatile RenewablePool pool;
    private Future<PgConnection> connection;

    /**
     * Creates a heartbeat. It can probe only after {@link #create}, which says where Postgres is.
     *
     * @param vertx the owner of the event loops
     * @param settings the settings of connections
     */
    @Inject
    public PostgresHeartbeat(Vertx vertx, PostgresSettings settings) {
        this(vertx, settings, true);
    }

    /**
     * Creates a heartbeat for a Postgres that may be a standby.
     *
     * @param vertx the owner of the event loops
     * @param settings the settings of connections
     * @param takesChanges whether a probe fails if Postgres is read-only
     */
    PostgresHeartbeat(Vertx vertx, PostgresSettings settings, boolean takesChanges) {
        this.vertx = vertx;
        this.settings = settings;
        this.takesChanges = takesChanges;
    }

    /**
     * Creates the pool from the configuration of Quarkus.
     *
     * @param input the configuration
     * @return the pool
     */
    @Override
    public Pool create(Input input) {
        return create(input.pgConnectOptionsList().get(0), input.poolOptions());
    }

    /** Closes the connections of the pool, some of which may be dead, and replaces it by a new pool. */
    void renewPool() {
        RenewablePool renewable = pool;
        if (renewable != null) {
            renewable.renew();
        }
    }

    /**
     * Creates a pool that Quarkus does not configure.
     *
     * @param connectOptions the address of Postgres
     * @param size the size of the pool
     * @return the pool
     */
    public Pool create(PgConnectOptions connectOptions, PoolOptions size) {
        options = SessionDefaults.in(connectOptions, settings);
        poolOptions = new PoolOptions(size)
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setConnectionTimeout((int) settings.longestWait().toMillis())
                .setMaxWaitQueueSize(settings.mostWaiting());
        pool = new RenewablePool(() -> PgBuilder.pool()
                .using(vertx)
                .with(poolOptions)
                .connectingTo(options)
                .build());
        return pool;
    }

    /** Returns the connection options, including the address of Postgres. */
    PgConnectOptions options() {
        return options;
    }

    /** Returns the options of the pool. */
    PoolOptions poolOptions() {
        return poolOptions;
    }

    /** Probes Postgres; completes if it replies within the limit. */
    Uni<Void> beat(Duration limit) {
        return Uni.createFrom().completionStage(() -> {
            Promise<Void> promise = Promise.promise();
            Future<PgConnection> way = connected();
            LoopTimeout timeout = LoopTimeout.begin(vertx, limit.toMillis(), () -> {
                if (promise.tryFail(new TimeoutException())) {
                    giveUp(way);
                }
            });
            way.compose(this::lookAt).onComplete(result -> {
                timeout.end();
                if (result.succeeded()) {
                    promise.tryComplete();
                } else if (promise.tryFail(result.cause())) {
                    giveUp(way);
                }
            });
            return promise.future().toCompletionStage();
        });
    }

    /**
     * Checks that Postgres replies and, if required, accepts changes. After a failover the former primary may be a
     * standby, which replies but is read-only.
     */
    private Future<Void> lookAt(PgConnection open) {
        return open.query("select current_setting('transaction_read_only')::boolean")
                .execute()
                .compose(rows -> takesChanges && rows.iterator().next().getBoolean(0)
                        ? Future.failedFuture(new PgException(
                                "cannot change anything", "ERROR", PostgresRefusal.READ_ONLY, "read-only transaction"))
                        : Future.succeededFuture());
    }

    private synchronized Future<PgConnection> connected() {
        if (connection == null || connection.failed()) {
            Future<PgConnection> way = PgConnection.connect(vertx, options);
            way.onSuccess(open -> open.closeHandler(closed -> forget(way)));
            connection = way;
        }
        return connection;
    }

    private synchronized void forget(Future<PgConnection> way) {
        if (connection == way) {
            connection = null;
        }
    }

    /**
     * Discards the connection of the probes, so that the next probe opens a new one: the old one may not notice what
     * the connections of the pool noticed.
     */
    synchronized void beginAnew() {
        if (connection != null) {
            giveUp(connection);
        }
    }

    private void giveUp(Future<PgConnection> way) {
        forget(way);
        way.onSuccess(PgConnection::close);
    }

    /**
     * Closes the connection and blocks until it is closed, at most 500 ms, because its event loop is shut down next.
     */
    public void close() {
        Future<PgConnection> way = connection;
        if (way == null) {
            return;
        }
        forget(way);
        CountDownLatch ended = new CountDownLatch(1);
        way.compose(PgConnection::close).onComplete(closed -> ended.countDown());
        try {
            if (!ended.await(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("a connection to Postgres did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
