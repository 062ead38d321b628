/**
 * Counts views: each viewer once per item and dedup window. Counts stay exact even if any process is killed at any
 * time.
 *
 * <p>A view passes through {@code ViewResource}, {@code ViewService} and {@code ViewBuffer}, which counts it in Redis
 * by group commit ({@code count.lua}). {@code SyncService} then transfers the buffered views to Postgres through the
 * ledger of {@code ViewStore}, which applies each batch once.
 *
 * <p>While Redis is unavailable, {@code CountingRoute} uses the Postgres route ({@code FallbackStore}).
 * {@code RedisFailback} reconciles both stores before it opens the Redis route again.
 */
package io.footfall.product.views;
