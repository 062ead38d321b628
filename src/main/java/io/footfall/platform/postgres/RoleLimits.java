package io.footfall.platform.postgres;

import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.runtime.StartupEvent;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Behind a pooler, checks at the start whether the Postgres role has a {@code statement_timeout}, and logs a warning if
 * not: connections cannot set one there, so without that limit Postgres never ends a slow statement.
 */
@Singleton
class RoleLimits {

    private static final Logger LOG = Logger.getLogger(RoleLimits.class);
    private static final String IS_LIMITED = "select current_setting('statement_timeout') <> '0' as limited";

    private final Pool pool;
    private final PostgresGateway gateway;
    private final PostgresSettings settings;

    RoleLimits(Pool pool, PostgresGateway gateway, PostgresSettings settings) {
        this.pool = pool;
        this.gateway = gateway;
        this.settings = settings;
    }

    void start(@Observes StartupEvent event) {
        if (settings.pooler()) {
            gateway.askInBackground(() -> pool.query(IS_LIMITED)
                            .execute()
                            .map(rows -> rows.iterator().next().getBoolean("limited")))
                    .subscribe()
                    .with(RoleLimits::tell, RecoveredFailure.READ_ROLE_LIMITS::record);
        }
    }

    private static void tell(boolean limited) {
        if (!limited) {
            LOG.warn("Postgres ends no statement that takes too long: set statement_timeout for the role");
        }
    }
}
