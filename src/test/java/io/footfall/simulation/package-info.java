/** Models of the stores for deterministic simulations, and tests that hold them against the real ones. */
package io.footfall.simulation;
