package io.footfall.platform.postgres;

import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings that each connection gives Postgres when it begins: the name of the application, and timeouts after which
 * Postgres itself ends statements and idle transactions that the service no longer waits for.
 *
 * <p>A pooler does not accept such timeouts, because its connections to Postgres serve many sessions; behind a pooler
 * the limits of the role apply.
 */
final class SessionDefaults {

    private static final String APPLICATION = "application_name";

    private SessionDefaults() {}

    /** Returns a copy of the address with these settings; settings that the address already contains are kept. */
    static PgConnectOptions in(PgConnectOptions address, PostgresSettings settings) {
        PgConnectOptions options = new PgConnectOptions(address);
        // An address with any session setting lacks the default properties of the client, so they are added here.
        Map<String, String> session = new HashMap<>(PgConnectOptions.DEFAULT_PROPERTIES);
        session.putAll(address.getProperties());
        if (PgConnectOptions.DEFAULT_PROPERTIES.get(APPLICATION).equals(session.get(APPLICATION))) {
            session.put(APPLICATION, "footfall");
        }
        if (settings.pooler()) {
            // Poolers reject settings that they do not know. Since Postgres 12, floating-point output is exact without
            // this one.
            session.remove("extra_float_digits");
            options.setUseLayer7Proxy(true).setCachePreparedStatements(false);
        } else {
            limit(session, "statement_timeout", settings.patience());
            limit(session, "idle_in_transaction_session_timeout", settings.longestIdleInTransaction());
        }
        if (settings.systemTrust()) {
            options.setTrustOptions(SystemTrust.options());
        }
        return options.setProperties(session);
    }

    private static void limit(Map<String, String> session, String name, Duration limit) {
        if (!session.getOrDefault("options", "").contains(name)) {
            session.put(name, Long.toString(limit.toMillis()));
        }
    }
}
