package io.footfall.product.views.model;

import java.time.Instant;

/**
 * A completed sync.
 *
 * @param finishedAt when it ended
 * @param durationMillis its duration in milliseconds
 * @param totals what was added to Postgres
 * @param success false if a part of it failed, which the next sync retries
 */
public record SyncRun(Instant finishedAt, long durationMillis, SyncTotals totals, boolean success) {}
