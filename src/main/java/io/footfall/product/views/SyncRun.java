package io.footfall.product.views;

import java.time.Instant;

/** A sync that ended. */
record SyncRun(Instant finishedAt, long durationMillis, SyncTotals totals, boolean success) {}
