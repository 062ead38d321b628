package io.footfall.capability.scores;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.StoreUnavailableException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Brings back what a Redis has forgotten and Postgres holds. Those who ask for the same while it is brought back share the work. */
@Singleton
class ScoreRestore {

    private static final Script RESTORE = Script.makingRoom("server", "scores", "score-restore");

    /** What a request waits for a set that is large. */
    private static final Duration WORTH_WAITING = Duration.ofMillis(200);

    /** Few enough for one script to take about a millisecond. */
    private static final int AT_ONCE = 500;

    private static final String MORE_COMES = "";
    private static final String REMOVED = "";

    /**
     * What a set lacks.
     *
     * @param set the set
     * @param last the greatest version that Redis knows
     * @param server the server that lacks it
     * @param evenNothing whether the set is to be called whole where Postgres holds nothing of it
     */
    record Gap(ScoreSet set, long last, String server, boolean evenNothing) {}

    private final RedisCalls redis;
    private final ScoreStore store;
    private final Map<Gap, Uni<Boolean>> running = new ConcurrentHashMap<>();

    ScoreRestore(RedisCalls redis, ScoreStore store) {
        this.redis = redis.inBackground();
        this.store = store;
    }

    /** Answers whether there was anything, or the set is called whole anyway; goes on in the background where it takes long. */
    Uni<Boolean> restore(Gap gap) {
        return running.computeIfAbsent(gap, this::begin)
                .ifNoItem()
                .after(WORTH_WAITING)
                .failWith(StoreUnavailableException::restoring);
    }

    private Uni<Boolean> begin(Gap gap) {
        return Uni.createFrom()
                .deferred(() -> new Run(gap).go())
                .onTermination()
                .invoke(() -> running.remove(gap))
                .memoize()
                .indefinitely();
    }

    /** One restoration. Its pages go one after the other. */
    private final class Run {

        private final Gap gap;
        private long greatest;
        private ScoreStore.Position position;
        private boolean refused;

        private Run(Gap gap) {
            this.gap = gap;
            this.greatest = gap.last();
            this.position = ScoreStore.Position.after(gap.last());
        }

        /**
         * Pages until there is no more, or until Redis takes none: somebody else was faster, or it is not the one that asked. Whoever
         * waits asks again then. What is brought back is newer than all that this Redis remembers, saved or not.
         */
        private Uni<Boolean> go() {
            return Multi.createBy()
                    .repeating()
                    .uni(this::page)
                    .whilst(page -> page.size() == ScoreStore.PAGE && !refused)
                    .collect()
                    .last()
                    .chain(this::end);
        }

        private Uni<List<Score>> page() {
            return store.changedSince(gap.set(), position).call(this::bringBack);
        }

        private Uni<Void> bringBack(List<Score> page) {
            page.forEach(score -> {
                greatest = Math.max(greatest, score.version());
                position = ScoreStore.Position.of(score);
            });
            return Multi.createFrom()
                    .iterable(page)
                    .group()
                    .intoLists()
                    .of(AT_ONCE)
                    .select()
                    .where(some -> !refused)
                    .onItem()
                    .transformToUniAndConcatenate(some -> tell(some, MORE_COMES))
                    .collect()
                    .last();
        }

        private Uni<Boolean> end() {
            if (refused) {
                return Uni.createFrom().item(true);
            }
            boolean isWorthIt = greatest > 0 || gap.evenNothing();
            return isWorthIt
                    ? tell(List.of(), Long.toString(greatest)).replaceWith(true)
                    : Uni.createFrom().item(false);
        }

        private Uni<Void> tell(List<Score> some, String end) {
            List<String> arguments =
                    new ArrayList<>(List.of(gap.set().name(), gap.server(), Long.toString(gap.last()), end));
            for (Score score : some) {
                arguments.add(score.period().name());
                arguments.add(score.period().expiryMillis());
                arguments.add(score.member());
                arguments.add(
                        score.score().isEmpty()
                                ? REMOVED
                                : Double.toString(score.score().getAsDouble()));
            }
            return redis.run(RESTORE, gap.set().keys(), arguments)
                    .invoke(told -> refused = told.toInteger() == 0)
                    .replaceWithVoid();
        }
    }
}
