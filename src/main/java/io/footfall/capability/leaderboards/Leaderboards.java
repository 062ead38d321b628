package io.footfall.capability.leaderboards;

import io.footfall.capability.scores.Changed;
import io.footfall.capability.scores.ScoreChange;
import io.footfall.capability.scores.ScorePage;
import io.footfall.capability.scores.ScorePeriod;
import io.footfall.capability.scores.ScoreSet;
import io.footfall.capability.scores.Scores;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/** Leaderboards. Each leaderboard is a score set. */
@Singleton
class Leaderboards {

    private static final String SETS = "b:";

    private final Scores scores;
    private final Clock clock;

    Leaderboards(Scores scores, Clock clock) {
        this.scores = scores;
        this.clock = clock;
    }

    private static ScoreSet setOf(String board) {
        return new ScoreSet(SETS + board, PartitionId.of(board));
    }

    private LocalDate today() {
        return clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
    }

    private List<ScorePeriod> spansOf(Period... periods) {
        LocalDate today = today();
        return Stream.of(periods).map(period -> period.spanOn(today)).toList();
    }

    /** Changes a score in all current periods: all time, today and this week. */
    Uni<Changed> change(String board, String member, ScoreChange change) {
        return scores.change(setOf(board), member, change, spansOf(Period.ALL, Period.DAY, Period.WEEK));
    }

    /**
     * Removes a member from all periods. Fails with {@link UnknownItemException} (404) if the member has no score of
     * all time.
     */
    Uni<Void> remove(String board, String member) {
        return scores.change(setOf(board), member, ScoreChange.removal(), spansOf(Period.values()))
                .invoke(changed -> {
                    if (changed.before().isEmpty()) {
                        throw unknown();
                    }
                })
                .replaceWithVoid();
    }

    static UnknownItemException unknown() {
        return new UnknownItemException("member");
    }

    Uni<ScorePage> section(String board, Period period, long from, int count) {
        return scores.section(setOf(board), period.spanOn(today()), from, count);
    }

    /**
     * Reads a member and its neighbours. Fails with {@link UnknownItemException} (404) if the member does not exist.
     */
    Uni<Neighbourhood> around(String board, Period period, String member, int beside) {
        return scores.around(setOf(board), period.spanOn(today()), member, beside)
                .map(found -> Neighbourhood.of(member, period, found.orElseThrow(Leaderboards::unknown)));
    }
}
