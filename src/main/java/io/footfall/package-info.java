/**
 * Start and settings. {@link io.footfall.Footfall} is the entry point, {@link io.footfall.Preflight} refuses settings
 * that make no sense, {@link io.footfall.StoreAddresses} turns the addresses of the stores into what their clients need.
 */
package io.footfall;
