/**
 * Cross-origin resource sharing (CORS): which pages may call the API from a browser. Allowed are pages of the service's
 * own origin and of the origins in {@code CORS_ORIGINS}. Requests of other pages are refused before other code handles
 * them. Start with {@link io.footfall.platform.cors.CorsFilter}.
 */
package io.footfall.platform.cors;
