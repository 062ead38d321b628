package io.footfall.db;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;
import org.flywaydb.core.Flyway;
import org.jboss.logging.Logger;

/**
 * Brings the schema up to date: once while starting, and where Postgres is not there yet, again until it is; nobody asks
 * Postgres before. Replicas that start together wait for each other by Flyway's lock.
 */
@Startup
@ApplicationScoped
class Migrations implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(Migrations.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final int BEFORE_OTHERS = 10;

    private final Flyway flyway;
    private final PostgresGateway gateway;
    private volatile boolean done;

    Migrations(Flyway flyway, PostgresGateway gateway) {
        this.gateway = gateway;
        this.flyway = flyway;
    }

    void start(@Observes @Priority(BEFORE_OTHERS) StartupEvent event) {
        migrate();
    }

    void migrate() {
        try {
            flyway.migrate();
            done = true;
            gateway.schemaIsUpToDate();
        } catch (RuntimeException e) {
            gateway.schemaIsBehind(e);
            LOG.warnf("migrations wait for Postgres: %s", e.getClass().getSimpleName());
            Infrastructure.getDefaultWorkerPool()
                    .schedule(this::migrate, RETRY_AFTER.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("migrations").status(done).build();
    }
}
