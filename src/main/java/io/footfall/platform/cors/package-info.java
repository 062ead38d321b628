/**
 * Which pages may call the API from a browser (cross-origin resource sharing): those of the service's own origin, and those of {@code CORS_ORIGINS}. Requests of
 * other pages are refused before anything else looks at them. Start with {@link io.footfall.platform.cors.CorsFilter}.
 */
package io.footfall.platform.cors;
