/**
 * Startup and configuration. {@link io.footfall.Footfall} is the entry point, {@link io.footfall.Preflight} rejects
 * invalid settings, {@link io.footfall.StoreAddresses} maps the addresses of the stores to the settings of their
 * clients.
 */
package io.footfall;
