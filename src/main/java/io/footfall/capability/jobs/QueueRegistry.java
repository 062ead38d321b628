package io.footfall.capability.jobs;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The names of all queues in use, kept in Redis so that the jobs of all queues can be counted. */
@Singleton
class QueueRegistry {

    private static final Script FORGET = Script.makingRoom("queue-forget");
    private static final Script COUNTS = Script.named("jobs", "job-counts");
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);
    private static final long MOST_KNOWN = 10_000;
    private static final String FIRST = "0";
    private static final String PAGE = "100";

    private final RedisCalls redis;
    private final Clock clock;
    private final Cache<String, Boolean> known = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(KNOWN_FOR)
            .build();

    QueueRegistry(RedisCalls redis, Clock clock) {
        this.clock = clock;
        this.redis = redis;
    }

    /**
     * Registers the name of a queue, before a job is enqueued. Each replica caches registered names for a minute, so
     * that enqueueing seldom costs a second call.
     */
    Uni<Void> remember(String queue) {
        return known.getIfPresent(queue) != null
                ? Uni.createFrom().voidItem()
                : redis.send(Request.cmd(Command.ZADD)
                                .arg(RedisKeys.QUEUES)
                                .arg(clock.millis())
                                .arg(queue))
                        .invoke(() -> known.put(queue, true))
                        .replaceWithVoid();
    }

    /** Counts the jobs of all queues, and deletes the names of queues without jobs. */
    Uni<JobCounts> countAll() {
        return countFrom(FIRST, JobCounts.NONE);
    }

    private Uni<JobCounts> countFrom(String cursor, JobCounts so) {
        return redis.send(Request.cmd(Command.ZSCAN)
                        .arg(RedisKeys.QUEUES)
                        .arg(cursor)
                        .arg("COUNT")
                        .arg(PAGE))
                .chain(page -> countEach(namesIn(page.get(1)), so).chain(sum -> {
                    String next = page.get(0).toString();
                    return next.equals(FIRST) ? Uni.createFrom().item(sum) : countFrom(next, sum);
                }));
    }

    private static List<String> namesIn(Response page) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < page.size(); i += 2) {
            names.add(page.get(i).toString());
        }
        return names;
    }

    private Uni<JobCounts> countEach(List<String> queues, JobCounts so) {
        return Multi.createFrom()
                .iterable(queues)
                .onItem()
                .transformToUniAndConcatenate(this::count)
                .collect()
                .in(() -> new JobCounts[] {so}, (sum, counts) -> sum[0] = sum[0].plus(counts))
                .map(sum -> sum[0]);
    }

    private Uni<JobCounts> count(String queue) {
        return redis.run(COUNTS, List.of(RedisKeys.queue(queue)), List.of())
                .map(QueueRegistry::countsIn)
                .call(counts ->
                        counts.areNone() ? forget(queue) : Uni.createFrom().voidItem());
    }

    /**
     * Deletes the name of a queue that was last registered over two minutes ago. This is twice the time for which a
     * replica caches names: by then no replica caches this name, so each registers it again before it enqueues.
     */
    private Uni<Response> forget(String queue) {
        long before = clock.millis() - 2 * KNOWN_FOR.toMillis();
        return redis.run(FORGET, List.of(RedisKeys.QUEUES), List.of(queue, Long.toString(before)));
    }

    static JobCounts countsIn(Response answer) {
        return new JobCounts(
                answer.get(0).toLong(),
                answer.get(1).toLong(),
                answer.get(2).toLong(),
                answer.get(3).toLong());
    }
}
