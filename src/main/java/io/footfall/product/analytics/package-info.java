/**
 * What became of views over time: stats of a story, an author's dashboard, the platform's figures, and what trends.
 *
 * <p>Promises: the history of an item adds up to its count since it is kept, for it is written by whatever changes the count, in the same
 * transaction; times are those of UTC, and those at which views reached Postgres. What trends is no count: its
 * order is right where it matters, and a view of somebody who is killed may be missing.
 *
 * <p>Start reading at {@link io.footfall.product.analytics.History}; how it is kept is told in {@code V9__view_history.sql}, and
 * what trends in {@code trend-add.lua}.
 */
package io.footfall.product.analytics;
