/**
 * Leaderboards: members by score, of all time, of a day and of a week.
 *
 * <p>Promises: as {@link io.footfall.scores}; a rank, and who stands next to it, cost the logarithm of the members.
 *
 * <p>Start reading at {@link io.footfall.leaderboards.Leaderboards}.
 */
package io.footfall.leaderboards;
