package io.footfall.capability.scores;

import java.util.OptionalDouble;

/**
 * A score as stored in Postgres.
 *
 * @param set name of the set
 * @param period the period
 * @param member the member
 * @param score the score; empty if the member was removed
 * @param version grows with each change of the set; the greater version is the later state
 */
record Score(String set, ScorePeriod period, String member, OptionalDouble score, long version) {}
