package io.footfall.capability.leaderboards;

import io.footfall.capability.scores.Ranked;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A member of a leaderboard with its score and rank.
 *
 * @param member an id
 * @param score its score; serialized without a fraction if it is an integer
 * @param rank 1 for the best; members with equal scores share the best of their ranks
 */
@RegisterForReflection
@Schema(name = "Standing")
record LeaderboardEntry(
        @Schema(examples = "u1") String member,
        @Schema(examples = "1250") Number score,

        @Schema(examples = "3", description = "Equals share the best of their places: 1, 2, 2, 4")
        long rank) {

    static LeaderboardEntry of(Ranked ranked) {
        return new LeaderboardEntry(ranked.member(), numberOf(ranked.score()), ranked.rank());
    }

    private static Number numberOf(double score) {
        long whole = (long) score;
        if (whole == score) {
            return whole;
        }
        return score;
    }
}
