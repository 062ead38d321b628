/**
 * What any platform may want, each usable by itself: limits, caches, jobs, locks, sessions, scores,
 * notifications. Stands on the platform alone, and on other capabilities where that forms no cycle.
 */
package io.footfall.capability;
