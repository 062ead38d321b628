/**
 * Sets of scores: sorted and exact in Redis, saved asynchronously to Postgres (write-behind). Counters and leaderboards
 * are built on them.
 *
 * <p>Guarantees: a read sees every change that was acknowledged before it. Every change is in Postgres after the next
 * complete sync. If Redis loses data, or returns with older data, only changes that were not saved are lost: what
 * Postgres holds is restored before the set is read or changed.
 *
 * <p>Start reading at {@link io.footfall.capability.scores.Scores}. {@code scores.lua} describes how a set is stored in
 * Redis.
 */
package io.footfall.capability.scores;
