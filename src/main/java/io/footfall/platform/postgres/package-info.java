/**
 * The way to Postgres: the migrations that run at start, and the clock that everything shares. Requests use the
 * reactive client; Flyway alone uses JDBC.
 */
package io.footfall.platform.postgres;
