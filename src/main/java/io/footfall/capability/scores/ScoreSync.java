package io.footfall.capability.scores;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Saves changed scores to Postgres. Each step may run twice, run on two replicas at once, or be interrupted. That is
 * safe, because it saves states with versions and never overwrites a newer version with an older one.
 */
@Singleton
public class ScoreSync {

    private static final Script UNSAVED = Script.makingRoom("server", "score-unsaved");
    private static final Script SAVED = Script.makingRoom("server", "score-saved");
    private static final int AT_ONCE = 1_000;
    private static final String FIRST_PAGE = "0";
    private static final int FIRST_CHANGE = 2;
    private static final int PER_CHANGE = 3;
    private static final int ANOTHER_SERVER = 0;

    private final RedisCalls redis;
    private final ScoreStore store;
    private final ScoreMetrics metrics;
    private final Clock clock;

    ScoreSync(RedisCalls redis, ScoreStore store, ScoreMetrics metrics, Clock clock) {
        this.redis = redis.inBackground();
        this.store = store;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Saves all changed scores.
     *
     * @return completes when all changes made before the call are saved; fails if a store is unavailable
     */
    public Uni<Void> save() {
        return Multi.createFrom()
                .iterable(PartitionId.all())
                .onItem()
                .transformToUniAndConcatenate(this::save)
                .collect()
                .last();
    }

    private Uni<Void> save(PartitionId partition) {
        return Uni.createFrom().deferred(() -> {
            AtomicReference<String> cursor = new AtomicReference<>(FIRST_PAGE);
            return Multi.createBy()
                    .repeating()
                    .uni(() -> savePage(partition, cursor.get()).invoke(cursor::set))
                    .whilst(next -> !next.equals(FIRST_PAGE))
                    .collect()
                    .last()
                    .replaceWithVoid();
        });
    }

    /** Saves one page. Returns the cursor of the next page. */
    private Uni<String> savePage(PartitionId partition, String cursor) {
        return redis.run(UNSAVED, ScoreSet.keysOf(partition), List.of(cursor, Integer.toString(AT_ONCE)))
                .chain(page -> save(partition, page.get(1).toString(), scoresIn(page))
                        .replaceWith(() -> page.get(0).toString()));
    }

    /**
     * Parses a page into scores by field. The cursor of Redis may return a field twice, so a map removes duplicates.
     */
    private static Map<String, Score> scoresIn(Response page) {
        Map<String, Score> scores = new HashMap<>();
        for (int i = FIRST_CHANGE; i < page.size(); i += PER_CHANGE) {
            String field = page.get(i).toString();
            String[] parts = field.split("\\|");
            Response stored = page.get(i + 2);
            scores.put(
                    field,
                    new Score(
                            parts[0],
                            ScorePeriod.named(parts[1]),
                            parts[2],
                            stored == null ? OptionalDouble.empty() : OptionalDouble.of(ScorePage.scoreOf(stored)),
                            page.get(i + 1).toLong()));
        }
        return scores;
    }

    private Uni<Void> save(PartitionId partition, String server, Map<String, Score> scores) {
        if (scores.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<String> saved = new ArrayList<>(List.of(server));
        scores.forEach((field, score) -> {
            saved.add(field);
            saved.add(Long.toString(score.version()));
        });
        return store.save(List.copyOf(scores.values()), clock.instant())
                .chain(() -> redis.run(SAVED, ScoreSet.keysOf(partition), saved))
                .invoke(told -> check(told.toInteger()))
                .invoke(() -> metrics.saved(scores.size()))
                .replaceWithVoid();
    }

    /**
     * Fails if Redis restarted or failed over since the page was read. The saved scores may then be newer than those in
     * Redis, so the sync must not report success.
     */
    private static void check(int told) {
        if (told == ANOTHER_SERVER) {
            throw new IllegalStateException("redis was restarted in the middle");
        }
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return Multi.createFrom()
                .iterable(PartitionId.all())
                .onItem()
                .transformToUniAndConcatenate(
                        partition -> redis.send(Request.cmd(Command.HLEN).arg(RedisKeys.unsaved(partition))))
                .map(Response::toLong)
                .collect()
                .with(Collectors.summingLong(Long::longValue))
                .invoke(metrics::unsaved)
                .plug(RecoveredFailure.MEASURE_BUFFER::ignore)
                .replaceWithVoid();
    }

    /** Deletes expired scores. */
    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> prune() {
        return store.prune(clock.instant()).plug(RecoveredFailure.PRUNE_SCORES::ignore);
    }
}
