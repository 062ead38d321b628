/**
 * Models of Redis, Postgres, the network and the clock for deterministic simulations, and tests that compare the models
 * with real servers.
 */
package io.footfall.simulation;
