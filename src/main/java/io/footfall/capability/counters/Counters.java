package io.footfall.capability.counters;

import io.footfall.capability.scores.ScoreChange;
import io.footfall.capability.scores.ScorePeriod;
import io.footfall.capability.scores.ScoreSet;
import io.footfall.capability.scores.Scores;
import io.footfall.platform.redis.PartitionId;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Counters. All counters of a partition are the members of one score set. */
@Singleton
class Counters {

    private static final String SETS = "c:";
    private static final List<ScorePeriod> SPANS = List.of(ScorePeriod.ALL);
    private static final int ALONE = 0;

    private final Scores scores;

    Counters(Scores scores) {
        this.scores = scores;
    }

    private static ScoreSet setOf(String name) {
        PartitionId partition = PartitionId.of(name);
        return new ScoreSet(SETS + partition.number(), partition);
    }

    /** Returns the value of a counter; 0 if it does not exist. */
    Uni<NamedCounter> read(String name) {
        return scores.around(setOf(name), ScorePeriod.ALL, name, ALONE)
                .map(found -> new NamedCounter(
                        name,
                        found.map(section -> (long) section.members().get(0).score())
                                .orElse(0L)));
    }

    Uni<NamedCounter> add(String name, double by, Optional<String> once) {
        return scores.change(setOf(name), name, ScoreChange.by(by).once(once), SPANS)
                .map(changed -> new NamedCounter(
                        name, changed.after().map(after -> (long) after.score()).orElse(0L)));
    }

    /** Sets a counter to 0. Returns the value before the reset. */
    Uni<NamedCounter> reset(String name, Optional<String> once) {
        return scores.change(setOf(name), name, ScoreChange.removal().once(once), SPANS)
                .map(changed -> new NamedCounter(name, (long) changed.before().orElse(0)));
    }
}
