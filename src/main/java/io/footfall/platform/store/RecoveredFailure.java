package io.footfall.platform.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Operations whose failure the service tolerates. Each failure is counted as {@code footfall.recovered.failures} under
 * the name of the operation. It is logged with its cause, at most once a minute per operation. A store that is
 * unavailable or refuses is logged at DEBUG only: its circuit, or {@link StoreRefusals}, logs that once.
 *
 * <p>In a pipeline: {@code store.prune(now).plug(PRUNE_SCORES::ignore)}. For work that no caller waits for:
 * {@code work.subscribe().with(done -> LOG.debug("done"), RELEASE_LOCK::record)}, or
 * {@code RELEASE_LOCK.attempt(work)}.
 */
public enum RecoveredFailure {
    /** Agreeing with the other replicas on the secret that addresses are hashed with. */
    AGREE_ON_HASH_SECRET("this replica limits rates by hashes of its own; tried again in 2 s"),

    /** Agreeing with the other replicas on the salt of a dedup window. */
    AGREE_ON_SALT("the salt of the other store is used; tried again in 10 s"),

    /** Reconciling Redis and Postgres after an outage. */
    RECONCILE_STORES("tried again in 2 s"),

    /** Finishing work that was cancelled, mostly because its client disconnected. */
    FINISH_CANCELLED_WORK("nobody waits for it"),

    /**
     * Deleting from Redis the record of which dedup marks a backfill added, after Postgres has recorded the backfill.
     */
    FORGET_VIEWERS("they are remembered until their dedup window is over"),

    /** Claiming jobs for workers and for waiting requests. */
    CLAIM_JOBS("nothing is claimed; tried again within a second"),

    /** Comparing what open streams have delivered with the inboxes in Postgres. */
    COMPARE_INBOXES("open streams learn of missed notifications at the next heartbeat"),

    /** Counting the jobs of all queues. */
    COUNT_JOBS("the gauges of jobs keep their last values; tried again in 15 s"),

    /** Delivering notifications whose scheduled time has come. */
    DELIVER_SCHEDULED("a scheduled notification is late; tried again in 5 s"),

    /** Recording in Redis that a job was completed or failed. */
    END_JOB("the job is left to its visibility time-out and may be done again"),

    /** Deleting old notifications. */
    EXPIRE_NOTIFICATIONS("old notifications stay; tried again in an hour"),

    /** Extending the visibility timeout of a running job. */
    EXTEND_JOB("the job may be handed to another worker while it runs"),

    /** Renewing the lease of a lock whose work is still running. */
    EXTEND_LOCK("the lock is held until its time to live is over"),

    /** Adding views to the trends. */
    FEED_TRENDS("views are added to the trends later"),

    /** Removing the totals of deleted or re-created items from Redis. */
    FORGET_ITEMS("what Redis holds of deleted items goes with the next sync"),

    /** Invalidating cached values in Redis and on other replicas. */
    INVALIDATE_CACHE("Redis is not read for this cache until it was emptied"),

    /** Adding views of items that cannot be looked up to the journal. */
    JOURNAL_VIEWS("they are answered 503"),

    /** Storing the response to a request with an idempotency key. */
    KEEP_IDEMPOTENT_ANSWER("a repeated request may be done again"),

    /** Writing or reading the list of the last syncs in Redis. */
    KEEP_SYNC_HISTORY("operators see the syncs of the replica that they ask alone"),

    /** Probing the stores for operators and health checks. */
    PROBE_STORES("operators see the store as down or the last figures"),

    /** Measuring how many views and scores are buffered in Redis. */
    MEASURE_BUFFER("the gauges of what waits for a sync keep their last values; tried again in 5 s"),

    /** Measuring the sizes of keys. */
    MEASURE_KEYS("sizes of keys are missing from what operators see"),

    /** Opening the Redis route again after an outage. */
    OPEN_REDIS_ROUTE("views are counted in Postgres; tried again later"),

    /** Deleting the dedup data of windows that are over. */
    PRUNE_DEDUP_WINDOWS("it stays; tried again in a minute"),

    /** Deleting expired scores. */
    PRUNE_SCORES("they stay; tried again in a minute"),

    /** Reading from level 2 of a cache. */
    READ_CACHE("the value is loaded instead"),

    /** Reading the flags that set switches. */
    READ_FLAGS("switches stay as they are; tried again in a second"),

    /** Reading from the Postgres replica. */
    READ_FROM_REPLICA("the primary is asked instead"),

    /** Reading when the last sync ended. */
    READ_LAST_SYNC("only the syncs of this replica are known"),

    /** Reading the overrides of rate limits, and deleting expired ones. */
    READ_LIMIT_OVERRIDES("those known so far go on to count; tried again in half a minute"),

    /** Reading the persistence settings of Redis. */
    READ_REDIS_CONFIGURATION("whether Redis keeps data on disk is not checked"),

    /** Reading the limits of the Postgres role. */
    READ_ROLE_LIMITS("whether the role has a statement_timeout is not checked"),

    /** Refreshing a stale cached value. */
    REFRESH_CACHE("the stale value is answered; tried again in a second"),

    /** Releasing claimed jobs back to their queue. */
    RELEASE_JOBS("the jobs are ready again after their visibility time-out"),

    /** Releasing a lock. */
    RELEASE_LOCK("the lock is free after its time to live"),

    /** Reporting to Postgres the views that were counted through Redis. */
    REPORT_COUNTED_VIEWS("reported later; if Redis loses its memory before, fewer lost views are reported"),

    /** Recording in Postgres that a sync ended. */
    RECORD_SYNC("the sync is done, and missing from the record"),

    /** Replaying the journal: counting the views that wait until Postgres can say whether their item exists. */
    REPLAY_JOURNAL("they wait in Redis; tried again within 7 s"),

    /** Transferring one part of a sync from Redis to Postgres: the views of a partition, or scores. */
    SYNC_PART("it stays in Redis; tried again with the next sync"),

    /** Storing values in level 2 of a cache, or releasing the lock of a load. */
    STORE_IN_CACHE("other replicas load the value themselves"),

    /** Publishing on the channel with which a replica checks its subscription. */
    TEST_SUBSCRIPTION("the subscription is made anew if nothing is heard"),

    /** Replacing totals that were counted while Postgres was unavailable by exact ones. */
    SETTLE_TOTALS("counts of those items are approximate; tried again in 2 s"),

    /** Publishing to other replicas that this replica is alive, or that they have to discard totals. */
    SHARE_TOTALS("other replicas may take this one for gone, until it asks who is there"),

    /** Publishing to other replicas that overrides changed. */
    PUBLISH_OVERRIDES("other replicas read them within half a minute"),

    /** Publishing to other replicas which inboxes changed. */
    PUBLISH_NOTIFICATIONS("streams of other replicas learn of it at the next heartbeat"),

    /** Handling a published message. */
    HANDLE_MESSAGE("the message is skipped"),

    /** Creating and dropping the partitions of the view history. */
    MAINTAIN_HISTORY_PARTITIONS("tried again in an hour"),

    /** Transferring the buffered views before Redis is switched off. */
    TRANSFER_BUFFER("what is buffered is transferred later"),

    /** Enqueueing the job that delivers a scheduled notification. */
    ENQUEUE_DELIVERY("the notification is delivered by the sweep, up to 10 s late"),

    /** Warming the caches. */
    WARM_CACHES("the caches fill with requests");

    private static final Logger LOG = Logger.getLogger(RecoveredFailure.class);
    private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

    private final String consequence;
    private boolean logged;
    private long loggedAtNanos;
    private long unlogged;

    RecoveredFailure(String consequence) {
        this.consequence = consequence;
    }

    /**
     * Returns the name of the operation in metrics and logs.
     *
     * @return lower case with underscores
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns the counter, and registers it if there is none. It is not created in a static initialiser, because a
     * native build runs those at build time.
     */
    Counter counter() {
        return Counter.builder("footfall.recovered.failures")
                .description("Failures that the service went on without, by what it tried")
                .tag("operation", label())
                .register(Metrics.globalRegistry);
    }

    /**
     * Counts a failure. Logs it too, unless a failure of the operation was logged within the last minute.
     *
     * @param failure why the operation failed
     */
    public void record(Throwable failure) {
        counter().increment();
        if (failure instanceof StoreUnavailableException || failure instanceof NotYetException) {
            LOG.debugf(failure, "%s failed: %s", label(), consequence);
        } else {
            log(failure);
        }
    }

    private synchronized void log(Throwable failure) {
        long now = System.nanoTime();
        if (logged && now - loggedAtNanos < QUIET_NANOS) {
            unlogged++;
            return;
        }
        LOG.warnf(failure, "%s failed (%d more times since it was last logged): %s", label(), unlogged, consequence);
        logged = true;
        loggedAtNanos = now;
        unlogged = 0;
    }

    /**
     * Makes a pipeline continue with null if an operation fails.
     *
     * @param work the operation
     * @param <T> type of its result
     * @return the result; null if the operation failed
     */
    public <T> Uni<T> ignore(Uni<T> work) {
        return work.onFailure().recoverWithItem(failure -> {
            record(failure);
            return null;
        });
    }

    /**
     * Makes a pipeline continue with null if an operation fails because a store is unavailable; other failures are
     * passed on.
     *
     * @param work the operation
     * @param <T> type of its result
     * @return the result; null if a store was unavailable
     */
    public <T> Uni<T> ignoreOutage(Uni<T> work) {
        return work.onFailure(StoreUnavailableException.class).recoverWithItem(failure -> {
            record(failure);
            return null;
        });
    }

    /**
     * Runs an operation that no caller waits for, and ignores its failure.
     *
     * @param work the operation
     */
    public void attempt(Uni<?> work) {
        ignore(work).subscribe().with(done -> LOG.tracef("%s ended", label()));
    }
}
