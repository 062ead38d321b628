package io.footfall;

import java.util.Optional;

/**
 * Redis and Postgres that a development build brings along. The default build holds no implementation, so that it
 * cannot start one by accident.
 */
public interface DevelopmentStores {

    /**
     * Sets what development needs as system properties, the addresses of both stores among it. Nothing runs yet, so that the settings can be looked at
     * before anything starts.
     *
     * @return why that is not possible and what to do, in one line
     */
    Optional<String> prepare();

    /**
     * Starts what no address was given for, and returns when it runs.
     *
     * @return why it does not run and what to do, in one line
     */
    Optional<String> start();
}
