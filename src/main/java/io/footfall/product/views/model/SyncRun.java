package io.footfall.product.views.model;

import java.time.Instant;

/** A completed sync. */
public record SyncRun(Instant finishedAt, long durationMillis, SyncTotals totals, boolean success) {}
