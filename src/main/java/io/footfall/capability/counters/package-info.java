/**
 * Named counters: integers that callers add to, exact in Redis and saved asynchronously to Postgres (write-behind).
 *
 * <p>Guarantees: as {@link io.footfall.capability.scores}; concurrent additions are all counted.
 *
 * <p>Start reading at {@link io.footfall.capability.counters.Counters}.
 */
package io.footfall.capability.counters;
