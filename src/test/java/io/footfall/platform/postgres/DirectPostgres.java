package io.footfall.platform.postgres;

import io.footfall.platform.store.StoreUnavailableException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.inject.Vetoed;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A {@link PostgresGateway} that calls Postgres directly, without timeouts. It translates failures like
 * {@link PostgresGateway}. Its circuit breaker stays closed.
 */
@Vetoed
public final class DirectPostgres extends PostgresGateway {

    private final Pool pool;

    /**
     * Creates a gateway whose circuit breaker is always closed.
     *
     * @param vertx not used for timeouts
     * @param pool the connections
     * @param settings not used for timeouts
     * @param clock the clock for the log
     */
    public DirectPostgres(Vertx vertx, Pool pool, PostgresSettings settings, Clock clock) {
        super(vertx, pool, new PostgresHeartbeat(vertx, settings), settings, clock, new SimpleMeterRegistry());
        this.pool = pool;
    }

    @Override
    public <T> Uni<T> ask(Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> work.get()).onFailure().transform(DirectPostgres::translated);
    }

    @Override
    <T> Uni<T> ask(Object owner, Supplier<Uni<T>> work) {
        return ask(work);
    }

    @Override
    public <T> Uni<T> askInBackground(Supplier<Uni<T>> work) {
        return ask(work);
    }

    @Override
    public <T> Uni<T> askInBulk(Function<SqlConnection, Uni<T>> work) {
        return ask(() -> pool.withTransaction(work));
    }

    private static Throwable translated(Throwable failure) {
        if (PostgresRefusal.of(failure).isPresent()) {
            return PostgresRefusal.translated(failure);
        }
        if (PostgresFailures.isPoolBusy(failure)) {
            return StoreUnavailableException.overloaded();
        }
        return PostgresFailures.isUnavailable(failure) ? StoreUnavailableException.postgres(failure) : failure;
    }
}
