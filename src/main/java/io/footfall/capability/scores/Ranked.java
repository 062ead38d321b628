package io.footfall.capability.scores;

/**
 * A member of a set, among the others.
 *
 * @param member the member
 * @param score its score
 * @param rank 1 for the best; members of equal scores share the best of their places (1, 2, 2, 4)
 */
public record Ranked(String member, double score, long rank) {}
