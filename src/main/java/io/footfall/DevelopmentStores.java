package io.footfall;

/**
 * Redis and Postgres that a development build brings along. The default build holds no implementation, so that it
 * cannot start one by accident.
 */
public interface DevelopmentStores {

    /** Starts what no address was given for and hands its address on as a system property. */
    void start();
}
