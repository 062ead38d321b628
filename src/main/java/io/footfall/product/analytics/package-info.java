/**
 * Views over time: the stats of a story, the dashboard of an author and of the platform, and trending items.
 *
 * <p>Guarantees: the history of an item adds up to its count since the history is kept, because triggers write it in
 * the transaction that changes the count. Times are in UTC and are those at which views reached Postgres. A trend is
 * not an exact count: the order of the top items is reliable, and views that a replica accumulated before it was killed
 * may be missing.
 *
 * <p>Start reading at {@link io.footfall.product.analytics.History}. {@code V9__view_history.sql} describes how the
 * history is stored, {@code trend-add.lua} how trends are computed.
 */
package io.footfall.product.analytics;
