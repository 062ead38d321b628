package io.footfall.capability.scores;

import java.util.OptionalDouble;

/**
 * A score as Postgres keeps it.
 *
 * @param set name of the set
 * @param period the period
 * @param member the member
 * @param score the score; empty where the member was removed
 * @param version greater than that of what it was before
 */
record Score(String set, ScorePeriod period, String member, OptionalDouble score, long version) {}
