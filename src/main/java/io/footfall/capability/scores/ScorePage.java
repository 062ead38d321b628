package io.footfall.capability.scores;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of consecutive members of a set, the best first; members with equal scores are ordered by name.
 *
 * @param size number of members of the whole set
 * @param members the members of the range
 */
public record ScorePage(long size, List<Ranked> members) {

    private static final ScorePage NONE = new ScorePage(0, List.of());
    private static final int FIRST = 4;

    static ScorePage none() {
        return NONE;
    }

    /** Parses the reply of {@code score-section.lua}. */
    static ScorePage of(Response answer) {
        long rank = answer.get(2).toLong();
        long from = answer.get(3).toLong();
        List<Ranked> members = new ArrayList<>();
        for (int i = FIRST; i < answer.size(); i += 2) {
            double score = scoreOf(answer.get(i + 1));
            int before = members.size() - 1;
            if (before >= 0 && members.get(before).score() != score) {
                rank = from + members.size() + 1;
            }
            members.add(new Ranked(answer.get(i).toString(), score, rank));
        }
        return new ScorePage(answer.get(1).toLong(), List.copyOf(members));
    }

    /** Converts a stored score. Redis stores scores negated, so that the best members come first. */
    static double scoreOf(Response stored) {
        return 0 - Double.parseDouble(stored.toString());
    }
}
