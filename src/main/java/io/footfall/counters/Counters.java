package io.footfall.counters;

import io.footfall.redis.PartitionId;
import io.footfall.scores.Change;
import io.footfall.scores.ScoreSet;
import io.footfall.scores.Scores;
import io.footfall.scores.Span;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Counters: all of a partition are the members of one set of scores. */
@Singleton
class Counters {

    private static final String SETS = "c:";
    private static final List<Span> SPANS = List.of(Span.ALL);
    private static final int ALONE = 0;

    private final Scores scores;

    Counters(Scores scores) {
        this.scores = scores;
    }

    private static ScoreSet setOf(String name) {
        PartitionId partition = PartitionId.of(name);
        return new ScoreSet(SETS + partition.number(), partition);
    }

    /** One that nobody added to stands at 0. */
    Uni<Counter> read(String name) {
        return scores.around(setOf(name), Span.ALL, name, ALONE)
                .map(found -> new Counter(
                        name,
                        found.map(section -> (long) section.members().get(0).score())
                                .orElse(0L)));
    }

    Uni<Counter> add(String name, double by, Optional<String> once) {
        return scores.change(setOf(name), name, Change.by(by).once(once), SPANS)
                .map(changed -> new Counter(
                        name, changed.after().map(after -> (long) after.score()).orElse(0L)));
    }

    /** Answers what it stood at. */
    Uni<Counter> reset(String name, Optional<String> once) {
        return scores.change(setOf(name), name, Change.removal().once(once), SPANS)
                .map(changed -> new Counter(name, (long) changed.before().orElse(0)));
    }
}
