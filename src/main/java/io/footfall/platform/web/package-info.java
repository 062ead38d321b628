/**
 * Code that all endpoints share: problem details for every error, JSON bodies, ids, pages. A feature throws an
 * exception that says what is wrong ({@link io.footfall.platform.web.InvalidInputException}, ...); this package maps it
 * to an HTTP status. Hot operations bypass JAX-RS by {@link io.footfall.platform.web.FastPaths}.
 */
package io.footfall.platform.web;
