/**
 * The HTTP endpoints of views: count a view or a batch of views, import a log, read counts and badges, run a sync, and
 * read the state of the buffer; also the readiness check. The classes check the input, determine the viewer and the
 * limits of the caller, and map outcomes to responses.
 *
 * <p>Guarantees: a response says that a view was counted only after one store has recorded it. A response that is
 * provisional or approximate says so. This package stores nothing.
 *
 * <p>May use: {@code counting}, {@code ingest}, {@code reads}, {@code sync} and {@code model} of views; the catalog;
 * the capabilities cache and ratelimit; the platform. No other package uses this one.
 *
 * <p>Start reading at {@code ViewResource} and {@code ViewRequests}, for views that happen now. {@code ViewFastPath}
 * answers most of these requests without the REST layer. {@code CountResource} reads counts.
 */
package io.footfall.product.views.api;
