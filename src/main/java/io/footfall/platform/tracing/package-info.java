/**
 * Spans for the calls that a traced request waits for. A span names an operation and a store. It contains no personal
 * data: no id, address, user agent, path or parameter. Start with {@link io.footfall.platform.tracing.Spans}; the
 * package {@code web} creates the span of the request itself.
 */
package io.footfall.platform.tracing;
