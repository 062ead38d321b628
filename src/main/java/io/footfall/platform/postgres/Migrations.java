package io.footfall.platform.postgres;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Startup;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Migrates the schema: once at the start, and if that fails, again every 2 s (every 5 s after a refusal) until it
 * succeeds. The service sends no statement to Postgres before. Replicas that start together wait for each other by
 * Flyway's lock.
 *
 * <p>A permanent failure stops the start. If Postgres was unavailable at the start, a permanent failure is found out
 * only when the service already counts in Redis. The service then keeps counting there, without Postgres, and its
 * startup check stays down.
 */
@Startup
@ApplicationScoped
class Migrations implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER_REFUSAL = Duration.ofSeconds(5);
    private static final int BEFORE_OTHERS = 10;
    private static final int EXIT_CODE = 1;

    private final Flyway flyway;
    private final PostgresGateway gateway;
    private volatile boolean done;
    private volatile MigrationFailure failure;

    Migrations(Flyway flyway, PostgresGateway gateway) {
        this.gateway = gateway;
        this.flyway = flyway;
    }

    void start(@Observes @Priority(BEFORE_OTHERS) StartupEvent event) {
        migrate();
        if (isPermanent()) {
            // The start continues to its end, so that everything that it started is shut down in order.
            Quarkus.asyncExit(EXIT_CODE);
        }
    }

    void migrate() {
        try {
            flyway.migrate();
            failure = null;
            done = true;
            gateway.schemaIsUpToDate();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException cause) {
        MigrationFailure before = failure;
        MigrationFailure now = MigrationFailure.of(cause);
        failure = now;
        if (!now.equals(before)) {
            log(now);
        }
        if (now.kind() != MigrationFailure.Kind.PERMANENT) {
            gateway.schemaIsBehind(PostgresRefusal.translated(cause));
            Duration pause = now.kind() == MigrationFailure.Kind.REFUSED ? RETRY_AFTER_REFUSAL : RETRY_AFTER;
            Infrastructure.getDefaultWorkerPool().schedule(this::migrate, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void log(MigrationFailure failure) {
        switch (failure.kind()) {
            case TEMPORARY -> LOG.warnf("migrations wait for Postgres: %s", failure.explanation());
            case REFUSED -> LOG.errorf("migrations wait for an operator: %s", failure.explanation());
            case PERMANENT -> LOG.errorf("the schema cannot be migrated: %s", failure.explanation());
        }
    }

    private boolean isPermanent() {
        return Optional.ofNullable(failure)
                .filter(known -> known.kind() == MigrationFailure.Kind.PERMANENT)
                .isPresent();
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("migrations").status(done);
        Optional.ofNullable(failure).ifPresent(known -> answer.withData("reason", known.code()));
        return answer.build();
    }
}
