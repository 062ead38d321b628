/**
 * Counts views: each viewer once per item and dedup window. Counts stay exact even if any process is killed at any
 * time. Views that a Redis loses with its data are counted and reported.
 *
 * <p>The packages, each of which may use only packages below it:
 *
 * <ul>
 *   <li>{@link io.footfall.product.views.api}: the HTTP endpoints.
 *   <li>{@link io.footfall.product.views.ingest}: imports of logs, and the replay of the journal.
 *   <li>{@link io.footfall.product.views.reads}: reads counts.
 *   <li>{@link io.footfall.product.views.counting}: counts views in Redis, or in Postgres while Redis is unavailable.
 *   <li>{@link io.footfall.product.views.failover}: opens the Redis route after it has reconciled both stores.
 *   <li>{@link io.footfall.product.views.sync}: transfers the buffered views from Redis to Postgres.
 *   <li>{@link io.footfall.product.views.journal}: views that wait until Postgres can tell whether their item exists.
 *   <li>{@link io.footfall.product.views.totals}: the totals that replicas returned, so that no count decreases.
 *   <li>{@link io.footfall.product.views.model}: windows, salts, outcomes, the route, settings and metrics.
 * </ul>
 *
 * <p>The life of a view:
 *
 * <ol>
 *   <li>{@code api}: {@code ViewResource} or {@code ViewFastPath} takes the request. {@code ViewRequests} determines
 *       the viewer, and ignores crawlers and prefetches.
 *   <li>{@code counting}: {@code ViewService} finds the dedup window and derives the viewer's digest from its salt.
 *       {@code ViewBuffer} puts the view into the next call to Redis. {@code count.lua} sets the dedup mark, adds the
 *       view to the buffered views and to the total, and publishes the total, in one step. The response returns the
 *       total.
 *   <li>{@code totals}: each replica learns the total, so that {@code reads} returns no less.
 *   <li>{@code sync}: {@code SyncService} claims the buffered views as a batch, and {@code ViewStore} adds them to the
 *       counts in Postgres, in one transaction with an entry in the ledger that admits each batch once. Then Redis
 *       deletes the batch. The view is persisted.
 * </ol>
 *
 * <p>If a call to Redis fails, {@code CountingRoute} closes the Redis route, and {@code counting} counts in Postgres;
 * the views are provisional. {@code RedisFailback} retries. As soon as Redis is available, {@code Reconciliation}
 * revokes the calls whose views are counted in Postgres, transfers the buffered views and backfills the viewers into
 * Redis. It reverts the views of viewers that Redis had counted itself. Then the Redis route is opened again.
 *
 * <p>If Postgres is unavailable, Redis counts. A view of an item that nobody can look up is kept in the {@code journal}
 * until {@code ingest} replays it. {@code docs/protocol.md} describes all states and steps.
 */
package io.footfall.product.views;
