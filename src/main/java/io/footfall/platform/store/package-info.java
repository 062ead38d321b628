/**
 * What both stores have in common: how it is told that one does not answer, and the circuit that keeps requests from
 * waiting for it. Start with {@link io.footfall.platform.store.StoreCircuit}.
 */
package io.footfall.platform.store;
