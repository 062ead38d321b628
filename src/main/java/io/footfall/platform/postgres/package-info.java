/**
 * Access to Postgres: the gateway of all statements, the migrations that run at the start, and the clock of the
 * service. Requests use the reactive client; only Flyway uses JDBC.
 */
package io.footfall.platform.postgres;
