/**
 * Opens the Redis route at startup and after each outage, and reconciles Redis and Postgres before that, and while
 * other replicas count in Postgres: revokes unacknowledged calls, transfers the buffered views, backfills the viewers
 * that were counted in Postgres, and begins a new era if Redis is another instance or lost its data. Also settles
 * approximate totals, and schedules the syncs.
 *
 * <p>Guarantees: no view is counted in a Redis that is another instance, or that lost its data, before both stores are
 * reconciled, except while Postgres is unavailable too. Every step is idempotent and may be interrupted; the next
 * attempt, of any replica, continues. The number of views that Redis lost is reported. No operator is needed.
 *
 * <p>May use: {@code sync}, {@code totals} and {@code model} of views; the catalog; the capability locks; the platform.
 * It must not use {@code counting}, which uses it; {@code FallbackStore} names a class of {@code counting} in its
 * Javadoc only.
 *
 * <p>Start reading at {@link io.footfall.product.views.failover.RedisFailback}, then
 * {@link io.footfall.product.views.failover.Reconciliation} and {@link io.footfall.product.views.failover.EraFence}.
 * {@code docs/protocol.md} describes the steps, with what holds before and after each.
 */
package io.footfall.product.views.failover;
