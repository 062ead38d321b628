package io.footfall.scores;

import io.footfall.redis.PartitionId;
import io.footfall.redis.RedisCalls;
import io.footfall.redis.RedisKeys;
import io.footfall.redis.Script;
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

/**
 * Saves changed scores in Postgres. Every step may run twice, on two replicas, or die half way: what is saved is a state and its version, and an
 * older one is never written over a newer.
 */
@Singleton
public class ScoreSync {

    private static final Script UNSAVED = Script.makingRoom("score-unsaved");
    private static final Script SAVED = Script.makingRoom("score-saved");
    private static final int AT_ONCE = 1_000;
    private static final String FIRST_PAGE = "0";
    private static final int PER_CHANGE = 3;

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
     * Saves what was changed.
     *
     * @return completes when all that was changed before is saved; fails where a store is away
     */
    public Uni<Void> save() {
        return unsaved().chain(counts -> Multi.createFrom()
                .iterable(PartitionId.all())
                .select()
                .where(partition -> counts.get(partition.number()) > 0)
                .onItem()
                .transformToUniAndConcatenate(this::save)
                .collect()
                .last());
    }

    /** How many changes wait in each partition, in one round trip. */
    private Uni<List<Long>> unsaved() {
        return redis.batch(PartitionId.all().stream()
                        .map(partition -> Request.cmd(Command.HLEN).arg(RedisKeys.unsaved(partition)))
                        .toList())
                .map(answers -> answers.stream().map(Response::toLong).toList());
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

    /** Answers the cursor of the next page. */
    private Uni<String> savePage(PartitionId partition, String cursor) {
        return redis.run(UNSAVED, ScoreSet.keysOf(partition), List.of(cursor, Integer.toString(AT_ONCE)))
                .chain(page -> save(partition, scoresIn(page))
                        .replaceWith(() -> page.get(0).toString()));
    }

    /** By field: a page may name one twice. */
    private static Map<String, Score> scoresIn(Response page) {
        Map<String, Score> scores = new HashMap<>();
        for (int i = 1; i < page.size(); i += PER_CHANGE) {
            String field = page.get(i).toString();
            String[] parts = field.split("\\|");
            Response stored = page.get(i + 2);
            scores.put(
                    field,
                    new Score(
                            parts[0],
                            Span.named(parts[1]),
                            parts[2],
                            stored == null ? OptionalDouble.empty() : OptionalDouble.of(Section.scoreOf(stored)),
                            page.get(i + 1).toLong()));
        }
        return scores;
    }

    private Uni<Void> save(PartitionId partition, Map<String, Score> scores) {
        if (scores.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<String> saved = new ArrayList<>();
        scores.forEach((field, score) -> {
            saved.add(field);
            saved.add(Long.toString(score.version()));
        });
        return store.save(List.copyOf(scores.values()), clock.instant())
                .chain(() -> redis.run(SAVED, ScoreSet.keysOf(partition), saved))
                .invoke(() -> metrics.saved(scores.size()))
                .replaceWithVoid();
    }

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> measure() {
        return unsaved()
                .invoke(counts -> metrics.unsaved(
                        counts.stream().mapToLong(Long::longValue).sum()))
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }

    /** What nobody asks for any more is forgotten. */
    @Scheduled(every = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> prune() {
        return store.prune(clock.instant()).onFailure().recoverWithNull();
    }
}
