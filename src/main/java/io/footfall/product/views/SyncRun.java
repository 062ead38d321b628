package io.footfall.product.views;

import java.time.Instant;

/** A completed sync. */
record SyncRun(Instant finishedAt, long durationMillis, SyncTotals totals, boolean success) {}
