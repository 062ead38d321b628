package io.footfall;

import java.util.Optional;

/**
 * Redis and Postgres servers that the development build starts. The default build contains no implementation, so that
 * it cannot start them by accident.
 */
public interface DevelopmentStores {

    /**
     * Sets the settings for development as system properties, including the addresses of both stores. Starts no server
     * yet, so that the settings can be validated first.
     *
     * @return in one line, why this failed and what to do; empty on success
     */
    Optional<String> prepare();

    /**
     * Starts the stores for which no address is configured, and returns when they accept connections.
     *
     * @return in one line, why a store does not run and what to do; empty on success
     */
    Optional<String> start();
}
