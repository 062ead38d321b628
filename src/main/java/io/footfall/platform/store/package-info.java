/**
 * What both stores have in common: exceptions for a store that is unavailable, and the circuit breaker that keeps
 * requests from waiting for it. Start with {@link io.footfall.platform.store.StoreCircuit}.
 */
package io.footfall.platform.store;
