package io.footfall.capability.scores;

/**
 * A member of a score set with its score and rank.
 *
 * @param member the member
 * @param score its score
 * @param rank 1 for the best; members with equal scores share the best of their ranks (1, 2, 2, 4)
 */
public record Ranked(String member, double score, long rank) {}
