/**
 * Spans of what a traced request waits for. A span names an operation and a store, and nobody: no id, address, agent, path or parameter.
 * Start with {@link io.footfall.platform.tracing.Spans}; the span of the request itself is begun by the package {@code web}.
 */
package io.footfall.platform.tracing;
