/**
 * Redis and Postgres servers from Maven artifacts, for development and tests only. The Maven profile {@code embedded}
 * adds this package to the application; tests use it directly.
 */
package io.footfall.embedded;
