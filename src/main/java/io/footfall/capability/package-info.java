/**
 * General-purpose capabilities, each of which can be used without the others: rate limits, caches, jobs, locks,
 * sessions, scores, notifications. A capability depends on the platform only, and on other capabilities where that
 * forms no dependency cycle.
 */
package io.footfall.capability;
