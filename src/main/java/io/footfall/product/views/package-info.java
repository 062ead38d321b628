/**
 * Counts views: each viewer once per item and dedup window, exactly, whatever is killed when.
 *
 * <p>A view goes from {@code ViewResource} through {@code ViewService} into the {@code ViewBuffer} (group commit into
 * Redis, {@code count.lua}) and by {@code SyncService} through the ledger of {@code ViewStore} into Postgres.
 *
 * <p>While Redis is away {@code CountingRoute} leads straight into Postgres ({@code FallbackStore}), and {@code RedisFailback} brings both
 * stores in line before it leads through Redis again.
 */
package io.footfall.product.views;
