/**
 * Sets of scores: sorted and exact in Redis, written behind to Postgres. Counters and leaderboards are made of them.
 *
 * <p>Promises: a change that was answered is in what is read afterwards; each is in Postgres after the next complete sync. A Redis that lost its
 * memory, or went back in time, takes along what was not saved, and nothing else: what Postgres holds is brought back before anybody reads or
 * changes the set.
 *
 * <p>Start reading at {@link io.footfall.capability.scores.Scores}; how a set is kept is told in {@code scores.lua}.
 */
package io.footfall.capability.scores;
