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

/**
 * Restores score sets in Redis from Postgres after Redis lost data. Concurrent requests for the same set share one
 * restoration.
 */
@Singleton
class ScoreRestore {

    private static final Script RESTORE = Script.makingRoom("server", "scores", "score-restore");

    /** How long a request waits for the restoration of a large set. */
    private static final Duration WORTH_WAITING = Duration.ofMillis(200);

    /** Scores in one script call. Few enough for one call to take about a millisecond. */
    private static final int AT_ONCE = 500;

    private static final String MORE_COMES = "";
    private static final String REMOVED = "";

    /**
     * A set that is incomplete in Redis.
     *
     * @param set the set
     * @param last the greatest version that Redis knows
     * @param server id of the Redis server on which the set is incomplete
     * @param evenNothing whether to mark the set as complete even if neither Redis nor Postgres holds any of it
     */
    record Gap(ScoreSet set, long last, String server, boolean evenNothing) {}

    private final RedisCalls redis;
    private final ScoreStore store;
    private final Map<Gap, Uni<Boolean>> running = new ConcurrentHashMap<>();

    ScoreRestore(RedisCalls redis, ScoreStore store) {
        this.redis = redis.inBackground();
        this.store = store;
    }

    /**
     * Restores a set. Returns true if the caller should repeat its call, and false if the set does not exist. Fails
     * with {@link StoreUnavailableException} if it takes longer than {@link #WORTH_WAITING}; it then continues in the
     * background.
     */
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

    /** One restoration. Restores its pages one after the other. */
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
         * Restores pages until there are no more or Redis refuses one. Redis refuses a page if another replica was
         * faster or if the server is no longer the one that reported the gap. The caller then repeats its call. A
         * restored score never overwrites a newer one, because all restored versions are greater than every version
         * that this Redis knows, saved or not.
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
