/**
 * What every endpoint shares: problem details for every error, limits of bodies, ids, pages. A feature throws what
 * happened ({@link io.footfall.web.InvalidInputException}, ...); only this package knows statuses.
 */
package io.footfall.web;
