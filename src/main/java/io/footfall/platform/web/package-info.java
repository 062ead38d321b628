/**
 * What every endpoint shares: problem details for every error, limits of bodies, ids, pages. A feature throws what
 * happened ({@link io.footfall.platform.web.InvalidInputException}, ...); only this package knows statuses. What is hot goes past
 * JAX-RS by {@link io.footfall.platform.web.FastPaths}.
 */
package io.footfall.platform.web;
