/**
 * Leaderboards: members ranked by score, for all time, a day or a week.
 *
 * <p>Guarantees: as {@link io.footfall.capability.scores}. Reading the rank and the neighbours of a member costs O(log
 * members).
 *
 * <p>Start reading at {@link io.footfall.capability.leaderboards.Leaderboards}.
 */
package io.footfall.capability.leaderboards;
