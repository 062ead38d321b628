/**
 * Reads counts: from Postgres, Redis and the totals that replicas returned, cached for a short time.
 *
 * <p>Guarantees: while the Redis route is open, a cached count is never lower than a total that any replica has
 * returned for a view. While one store is unavailable, a count is computed from the other. The read fails only if the
 * other store does not suffice.
 *
 * <p>May use: {@code sync}, {@code totals} and {@code model} of views; the catalog; the capability cache; the platform.
 * {@code api} uses this package.
 *
 * <p>Start reading at {@link io.footfall.product.views.reads.CountService}, then
 * {@link io.footfall.product.views.reads.CachedCounts}.
 */
package io.footfall.product.views.reads;
