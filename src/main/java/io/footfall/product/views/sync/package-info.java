/**
 * Transfers the buffered views from Redis to the counts in Postgres: claims a batch, reads it, applies it, acknowledges
 * it. Also looks items up in Postgres, removes deleted items from Redis, sets totals in Redis, and reports the state of
 * syncs.
 *
 * <p>Guarantees: each batch, and each part of a large batch, is applied once, because the ledger in Postgres accepts
 * its id once. Each step may be repeated, run on two replicas, or be interrupted. The lock only avoids duplicate work.
 * Views of deleted items are dropped and never added to a later item with the same id.
 *
 * <p>May use: {@code model} of views; the catalog; the capabilities locks and scores; the platform. {@code failover},
 * {@code counting}, {@code reads}, {@code ingest} and {@code api} use this package, and admin reads
 * {@link io.footfall.product.views.sync.ViewStatus}.
 *
 * <p>Start reading at {@link io.footfall.product.views.sync.SyncService}, then
 * {@link io.footfall.product.views.sync.SyncBuffer} for Redis and {@link io.footfall.product.views.sync.ViewStore} for
 * Postgres.
 */
package io.footfall.product.views.sync;
