/**
 * The totals that replicas returned to their callers, so that no count decreases on the same replica or on another one.
 *
 * <p>Guarantees: a total is discarded only when it is evicted, or after views were reverted. Each discard changes a
 * number ({@link io.footfall.product.views.totals.MonotonicTotals}), so that readers notice it. A replica that may have
 * missed a total of another one knows that, and does not return cached counts.
 *
 * <p>May use: the platform only; no other package of views. {@code counting}, {@code failover} and {@code reads} use
 * this package.
 *
 * <p>Start reading at {@link io.footfall.product.views.totals.MonotonicTotals}, then
 * {@link io.footfall.product.views.totals.SharedTotals}, which exchanges totals between replicas.
 */
package io.footfall.product.views.totals;
