package io.footfall.platform.postgres;

import io.vertx.pgclient.PgConnectOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * What each connection tells Postgres when it begins: who it is, and after how long Postgres ends by itself what nobody waits for any more.
 *
 * <p>A pooler takes no such settings, for its connections to Postgres are of many sessions; behind one the limits are those of the role.
 */
final class SessionDefaults {

    private static final String APPLICATION = "application_name";

    private SessionDefaults() {}

    /** The same address; what it says itself of a session stays. */
    static PgConnectOptions in(PgConnectOptions address, PostgresSettings settings) {
        PgConnectOptions options = new PgConnectOptions(address);
        // An address that says anything of a session comes without the client's own defaults.
        Map<String, String> session = new HashMap<>(PgConnectOptions.DEFAULT_PROPERTIES);
        session.putAll(address.getProperties());
        if (PgConnectOptions.DEFAULT_PROPERTIES.get(APPLICATION).equals(session.get(APPLICATION))) {
            session.put(APPLICATION, "footfall");
        }
        if (settings.pooler()) {
            // What poolers do not know they refuse; since Postgres 12 numbers are exact without it.
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
