/**
 * Leaderboards: members by score, of all time, of a day and of a week.
 *
 * <p>Promises: as {@link io.footfall.capability.scores}; a rank, and who stands next to it, cost the logarithm of the members.
 *
 * <p>Start reading at {@link io.footfall.capability.leaderboards.Leaderboards}.
 */
package io.footfall.capability.leaderboards;
