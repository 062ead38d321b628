package io.footfall.platform.postgres;

import io.footfall.platform.store.LoopTimeout;
import io.footfall.platform.store.StoreUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.inject.Vetoed;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A {@link PostgresGateway} without a circuit breaker: every call goes to Postgres, with a timeout, whatever the result
 * of earlier calls.
 */
@Vetoed
public final class SimulatedPostgresGateway extends PostgresGateway {

    private final Vertx vertx;
    private final Pool pool;
    private final Duration patience;
    private final Duration patienceInBackground;

    /**
     * Creates a gateway without a circuit breaker.
     *
     * @param vertx provides the timers
     * @param pool the connections
     * @param settings the timeouts of calls
     * @param metrics the registry of metrics
     */
    public SimulatedPostgresGateway(Vertx vertx, Pool pool, PostgresSettings settings, SimpleMeterRegistry metrics) {
        super(vertx, pool, null, settings, Clock.systemUTC(), metrics);
        this.vertx = vertx;
        this.pool = pool;
        this.patience = settings.patience();
        this.patienceInBackground = settings.patienceInBackground();
    }

    @Override
    public <T> Uni<T> ask(Supplier<Uni<T>> work) {
        return within(patience, work);
    }

    @Override
    public <T> Uni<T> askInBackground(Supplier<Uni<T>> work) {
        return within(patienceInBackground, work);
    }

    @Override
    public <T> Uni<T> askInBulk(Function<SqlConnection, Uni<T>> work) {
        return within(patienceInBackground, () -> pool.withTransaction(work));
    }

    @Override
    public void look() {
        // There is no circuit breaker to probe for.
    }

    private <T> Uni<T> within(Duration limit, Supplier<Uni<T>> work) {
        Uni<T> late = Uni.createFrom().failure(() -> new TimeoutException());
        return LoopTimeout.limit(vertx, limit, Uni.createFrom().deferred(work::get), late)
                .onFailure(PostgresFailures::isUnavailable)
                .transform(StoreUnavailableException::postgres);
    }
}
