/**
 * Counters by name: whole numbers that are added to, exact in Redis and written behind to Postgres.
 *
 * <p>Promises: as {@link io.footfall.capability.scores}; two that add at the same time both count.
 *
 * <p>Start reading at {@link io.footfall.capability.counters.Counters}.
 */
package io.footfall.capability.counters;
