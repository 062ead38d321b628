package io.footfall.capability.leaderboards;

import io.footfall.capability.scores.ScorePage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A member of a leaderboard and its neighbours.
 *
 * @param member an id
 * @param score its score
 * @param rank its rank
 * @param period the requested period
 * @param members number of members of the leaderboard
 * @param neighbours the member and its neighbours, the best first
 */
@RegisterForReflection
record Neighbourhood(
        @Schema(examples = "u1") String member,
        @Schema(examples = "1250") Number score,
        @Schema(examples = "3") long rank,
        Period period,
        @Schema(examples = "1200") long members,

        @Schema(description = "The member and those next to it, the best first")
        List<LeaderboardEntry> neighbours) {

    static Neighbourhood of(String member, Period period, ScorePage page) {
        List<LeaderboardEntry> standings =
                page.members().stream().map(LeaderboardEntry::of).toList();
        LeaderboardEntry own = standings.stream()
                .filter(standing -> standing.member().equals(member))
                .findFirst()
                .orElseThrow();
        return new Neighbourhood(member, own.score(), own.rank(), period, page.size(), standings);
    }
}
