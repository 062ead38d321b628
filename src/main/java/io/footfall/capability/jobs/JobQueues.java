package io.footfall.capability.jobs;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.footfall.platform.web.ConflictException;
import io.footfall.platform.web.Texts;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * Job queues in Redis. Each step is one atomic script. A step without a reply (an unacknowledged call) may have run.
 */
@Singleton
public class JobQueues {

    private static final String LIBRARY = "jobs";
    private static final Script ENQUEUE = Script.named(LIBRARY, "job-enqueue");
    private static final Script CLAIM = Script.named(LIBRARY, "job-claim");
    private static final Script COMPLETE = Script.makingRoom(LIBRARY, "job-complete");
    private static final Script FAIL = Script.makingRoom(LIBRARY, "job-fail");
    private static final Script RELEASE = Script.makingRoom(LIBRARY, "job-release");
    private static final Script EXTEND = Script.makingRoom(LIBRARY, "job-extend");
    private static final Script DEAD = Script.named(LIBRARY, "job-dead");
    private static final Script RETRY = Script.makingRoom(LIBRARY, "job-retry");
    private static final Script PURGE = Script.makingRoom(LIBRARY, "job-purge");
    private static final Script LOOK = Script.named(LIBRARY, "job-look");
    private static final Script COUNTS = Script.named(LIBRARY, "job-counts");

    /**
     * How long a caller may repeat {@code complete} for a job whose id was generated, for example because no reply
     * arrived. A chosen id is kept for {@link JobSettings#idsRemembered}.
     */
    private static final Duration REPEATED_WITHIN = Duration.ofMinutes(10);

    private static final int FIELDS_OF_A_JOB = 7;
    private static final int FIELDS_OF_A_DEAD_JOB = 6;
    private static final int PURGED_AT_ONCE = 500;
    private static final int LONGEST_ERROR = 500;
    private static final String YES = "1";
    private static final String NO = "0";
    private static final String NOW = "";

    private final RedisCalls redis;
    private final QueueRegistry registry;
    private final JobSettings settings;
    private final JobMetrics metrics;

    JobQueues(RedisCalls redis, QueueRegistry registry, JobSettings settings, JobMetrics metrics) {
        this.redis = redis;
        this.registry = registry;
        this.settings = settings;
        this.metrics = metrics;
    }

    /**
     * Enqueues a job.
     *
     * @param queue name of the queue, an id
     * @param job the job
     * @return the id and the state of the job; fails with {@link QueueFullException}
     */
    public Uni<Enqueued> enqueue(String queue, NewJob job) {
        String id = job.id().orElseGet(JobQueues::newId);
        List<String> arguments = List.of(
                id,
                job.payload(),
                Integer.toString(job.priority()),
                job.runAt().map(time -> Long.toString(time.toEpochMilli())).orElse(NOW),
                Integer.toString(job.maxTries()),
                Long.toString(job.backoff().toMillis()),
                job.id().isPresent() ? YES : NO,
                Long.toString(settings.jobsPerQueue()),
                RedisKeys.JOB_CHANNEL,
                queue);
        return registry.remember(queue)
                .chain(() -> redis.run(ENQUEUE, keysOf(queue), arguments))
                .onFailure(JobQueues::isFull)
                .transform(full -> new QueueFullException())
                .map(answer -> new Enqueued(
                        id, JobState.of(answer.get(0).toString()), answer.get(1).toInteger() == 1))
                .invoke(enqueued -> metrics.enqueued(enqueued.isNew()));
    }

    private static boolean isFull(Throwable failure) {
        return failure instanceof ErrorType error && error.is("FULL");
    }

    /** A random id of 128 bits, as 22 characters of URL-safe Base64. */
    private static String newId() {
        UUID uuid = UUID.randomUUID();
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static List<String> keysOf(String queue) {
        return List.of(RedisKeys.queue(queue));
    }

    /** Claims jobs that are ready, without waiting. */
    Uni<ClaimResult> claim(String queue, int most, Duration visibility) {
        return redis.run(
                        CLAIM,
                        keysOf(queue),
                        List.of(Integer.toString(most), Long.toString(visibility.toMillis()), newId()))
                .map(JobQueues::claims)
                .invoke(claims -> metrics.claimed(claims.jobs()));
    }

    private static ClaimResult claims(Response answer) {
        List<Job> jobs = new ArrayList<>();
        for (int at = 2; at < answer.size(); at += FIELDS_OF_A_JOB) {
            jobs.add(new Job(
                    answer.get(at).toString(),
                    answer.get(at + 1).toString(),
                    answer.get(at + 2).toInteger(),
                    answer.get(at + 3).toInteger(),
                    answer.get(at + 4).toInteger(),
                    answer.get(at + 5).toString(),
                    Instant.ofEpochMilli(answer.get(at + 6).toLong())));
        }
        long millis = answer.get(0).toLong();
        return new ClaimResult(jobs, millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis)));
    }

    /**
     * Completes a job. Idempotent for ten minutes, with a chosen id as long as the id is kept. Also succeeds after the
     * visibility timeout, as long as no other worker has claimed the job since.
     *
     * @param queue name of the queue
     * @param id the job's id
     * @param token token of the claim; empty: whichever claim holds the job
     * @return completes when the job is completed; fails with 404 where there is no such job, with 409 where this claim
     *     no longer holds it
     */
    public Uni<Void> complete(String queue, String id, String token) {
        return redis.run(
                        COMPLETE,
                        keysOf(queue),
                        List.of(
                                id,
                                token,
                                Long.toString(settings.idsRemembered().toMillis()),
                                Long.toString(REPEATED_WITHIN.toMillis())))
                .invoke(answer -> {
                    check(answer.toInteger());
                    metrics.completed(answer.toInteger() == 1);
                })
                .replaceWithVoid();
    }

    /**
     * Reports that a try failed. The job becomes ready again after a pause, or dead if this was its last try.
     *
     * @param queue name of the queue
     * @param id the job's id
     * @param token token of the claim; empty: whichever claim holds the job
     * @param error what went wrong, for operators; cut to 500 characters
     * @param pause pause before the next try; empty: exponential backoff with jitter
     * @return the new state of the job, delayed or dead; fails with 404 where there is no such job, with 409 where this
     *     claim no longer holds it
     */
    public Uni<JobState> fail(String queue, String id, String token, String error, Optional<Duration> pause) {
        List<String> arguments = List.of(
                id,
                token,
                Texts.shorten(error, LONGEST_ERROR),
                pause.map(length -> Long.toString(length.toMillis())).orElse(""),
                Double.toString(ThreadLocalRandom.current().nextDouble()),
                Long.toString(settings.longestPause().toMillis()),
                RedisKeys.JOB_CHANNEL,
                queue);
        return redis.run(FAIL, keysOf(queue), arguments).map(answer -> {
            int became = answer.get(0).toInteger();
            check(became);
            JobState state = became == 2 ? JobState.DEAD : JobState.DELAYED;
            metrics.failed(state);
            return state;
        });
    }

    /**
     * Extends the visibility timeout of a claim.
     *
     * @param queue name of the queue
     * @param id the job's id
     * @param token token of the claim; empty: whichever claim holds the job
     * @param visibility the new visibility timeout, from now on
     * @return the new end of the visibility timeout; fails with 404 where there is no such job, with 409 where this
     *     claim no longer holds it
     */
    public Uni<Instant> extend(String queue, String id, String token, Duration visibility) {
        return redis.run(EXTEND, keysOf(queue), List.of(id, token, Long.toString(visibility.toMillis())))
                .map(answer -> {
                    long until = answer.toLong();
                    check(Long.signum(until));
                    return Instant.ofEpochMilli(until);
                });
    }

    private static void check(int answer) {
        if (answer == 0) {
            throw new ConflictException("This claim no longer holds the job.");
        }
        if (answer < 0) {
            throw new UnknownItemException("job");
        }
    }

    /**
     * Releases claimed jobs whose caller is gone. They become ready again as if they had not been claimed: the try is
     * not counted.
     */
    Uni<Void> release(String queue, List<Job> jobs) {
        return Multi.createFrom()
                .iterable(jobs)
                .onItem()
                .transformToUniAndConcatenate(job ->
                        redis.run(RELEASE, keysOf(queue), List.of(job.id(), job.token(), RedisKeys.JOB_CHANNEL, queue)))
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** The same queues with the longer Redis timeout of background work, for which no request waits. */
    JobQueues inBackground() {
        return new JobQueues(redis.inBackground(), registry, settings, metrics);
    }

    /** The status of a job; empty where there is none. A completed job is found as long as its id is kept. */
    Uni<Optional<JobStatus>> look(String queue, String id) {
        return redis.run(LOOK, keysOf(queue), List.of(id)).map(answer -> JobStatus.of(id, answer));
    }

    Uni<JobCounts> counts(String queue) {
        return redis.run(COUNTS, keysOf(queue), List.of()).map(QueueRegistry::countsIn);
    }

    /**
     * Lists dead jobs, the latest first.
     *
     * @param afterMillis epoch milliseconds at which the last job of the previous page became dead; {@code +inf} for
     *     the first page
     * @param afterId id of that job; empty for the first page
     * @param most maximum number of jobs
     */
    Uni<List<DeadJob>> dead(String queue, String afterMillis, String afterId, int most) {
        return redis.run(DEAD, keysOf(queue), List.of(afterMillis, afterId, Integer.toString(most)))
                .map(answer -> {
                    List<DeadJob> jobs = new ArrayList<>();
                    for (int at = 0; at < answer.size(); at += FIELDS_OF_A_DEAD_JOB) {
                        jobs.add(deadJob(answer, at));
                    }
                    return jobs;
                });
    }

    private static DeadJob deadJob(Response answer, int at) {
        return new DeadJob(
                answer.get(at).toString(),
                answer.get(at + 2).toString(),
                answer.get(at + 3).toInteger(),
                answer.get(at + 4).toInteger(),
                answer.get(at + 5).toString(),
                Instant.ofEpochMilli(Long.parseLong(answer.get(at + 1).toString())));
    }

    /** Makes a dead job ready, with all its tries again; fails with 404 where it is not dead. */
    Uni<Void> retry(String queue, String id) {
        return redis.run(RETRY, keysOf(queue), List.of(id, RedisKeys.JOB_CHANNEL, queue))
                .invoke(retried -> found(retried.toInteger()))
                .replaceWithVoid();
    }

    /** Deletes a dead job; fails with 404 where it is not dead. */
    Uni<Void> purge(String queue, String id) {
        return redis.run(PURGE, keysOf(queue), List.of(id, YES))
                .invoke(purged -> found(purged.toInteger()))
                .replaceWithVoid();
    }

    private static void found(int jobs) {
        if (jobs == 0) {
            throw new UnknownItemException("dead job");
        }
    }

    /** Deletes all dead jobs, 500 per call, and returns their number. */
    Uni<Long> purgeAll(String queue) {
        return Uni.createFrom()
                .deferred(() -> redis.run(PURGE, keysOf(queue), List.of("", Integer.toString(PURGED_AT_ONCE)))
                        .map(Response::toLong))
                .repeat()
                .whilst(purged -> purged == PURGED_AT_ONCE)
                .collect()
                .with(Collectors.summingLong(Long::longValue));
    }
}
