/**
 * Counts views: group commit of a replica into Redis, or into Postgres while the Redis route is closed. Also detects
 * crawlers, looks up items that Redis does not know, and notifies listeners of counted views.
 *
 * <p>Guarantees: a viewer counts once per item and dedup window, unless Redis loses its data. A chapter and its story
 * are counted in one step or not at all. A call to Redis is applied once, although it may be sent twice. A call without
 * a reply is registered as unacknowledged, and its views are counted in Postgres or fail. At most 20,000 operations
 * wait; more fail at once. All state of the buffer is confined to one event loop.
 *
 * <p>May use: {@code failover}, {@code journal}, {@code sync}, {@code totals} and {@code model} of views; the catalog;
 * the capabilities cache and ratelimit; the platform. {@code api} and {@code ingest} use this package, and analytics
 * listens to counted views.
 *
 * <p>Start reading at {@link io.footfall.product.views.counting.ViewService}, which decides how a view is counted, then
 * {@link io.footfall.product.views.counting.ViewBuffer}, which chooses the route of each operation.
 * {@code RedisCounting} and {@link io.footfall.product.views.counting.DatabaseCounting} are the two routes. The script
 * is {@code count.lua}.
 */
package io.footfall.product.views.counting;
