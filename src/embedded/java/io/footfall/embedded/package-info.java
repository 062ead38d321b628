/**
 * Redis and Postgres from Maven artifacts, for development and tests alone. The profile {@code embedded} brings this
 * package into the application; tests use it directly.
 */
package io.footfall.embedded;
