/**
 * What all packages of views share: dedup windows and their salts, digests and marks of viewers, outcomes, the places
 * of items, the route by which this replica counts, and the settings and metrics of views.
 *
 * <p>Guarantees: replicas agree on windows without communication, and on one salt per window. A viewer cannot be
 * derived from a digest or a mark without the salt, which is deleted when its window expires. The route changes in one
 * place, {@code CountingRoute}.
 *
 * <p>May use: the catalog; the capability flags; the platform. It must not use another package of views; it names
 * classes of {@code failover} and {@code sync} in its Javadoc only. All of them but {@code totals} use this package.
 *
 * <p>Start reading at {@link io.footfall.product.views.model.Outcome},
 * {@link io.footfall.product.views.model.DedupWindows} and {@link io.footfall.product.views.model.CountingRoute}.
 */
package io.footfall.product.views.model;
