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
 * Asks Postgres whether it is there, on a connection of its own: in the pool it might have to wait for statements that
 * take long.
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
     * Waits for the pool to be made, which tells where Postgres is.
     *
     * @param vertx where its connection lives
     * @param settings what connections are like
     */
    @Inject
    public PostgresHeartbeat(Vertx vertx, PostgresSettings settings) {
        this(vertx, settings, true);
    }

    /**
     * The same of a Postgres that may be a standby.
     *
     * @param vertx where its connection lives
     * @param settings what connections are like
     * @param takesChanges whether one that takes no changes is as good as none
     */
    PostgresHeartbeat(Vertx vertx, PostgresSettings settings, boolean takesChanges) {
        this.vertx = vertx;
        this.settings = settings;
        this.takesChanges = takesChanges;
    }

    /**
     * Makes the pool as it is configured.
     *
     * @param input the configuration
     * @return the pool
     */
    @Override
    public Pool create(Input input) {
        return create(input.pgConnectOptionsList().get(0), input.poolOptions());
    }

    /** Ends the pool's connections, some of which may never be answered, and lets it begin anew. */
    void renewPool() {
        RenewablePool renewable = pool;
        if (renewable != null) {
            renewable.renew();
        }
    }

    /**
     * Makes a pool that is not Quarkus's.
     *
     * @param connectOptions where Postgres is
     * @param size of the pool
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

    /** Where Postgres is. */
    PgConnectOptions options() {
        return options;
    }

    /** What the pool is like. */
    PoolOptions poolOptions() {
        return poolOptions;
    }

    /** Completes where Postgres answers within the limit. */
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

    /** After a failover what was the primary may be a standby, which answers, and takes no changes. */
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

    /** Looks over another connection from now on: that of before may not notice what others do. */
    synchronized void beginAnew() {
        if (connection != null) {
            giveUp(connection);
        }
    }

    private void giveUp(Future<PgConnection> way) {
        forget(way);
        way.onSuccess(PgConnection::close);
    }

    /** Ends the connection, and waits for that: its event loop ends next. */
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
