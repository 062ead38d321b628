package io.footfall.platform.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * What the service tries, and goes on without where it fails. Each such failure is counted as {@code footfall.recovered.failures} under the
 * name of the operation, and logged with its cause, once a minute at most. That a store does not answer, or refuses, is not logged here: its
 * circuit, or {@link StoreRefusals}, says so once.
 *
 * <p>In a pipeline: {@code store.prune(now).plug(PRUNE_SCORES::ignore)}. Of work that nobody waits for:
 * {@code work.subscribe().with(done -> LOG.debug("done"), RELEASE_LOCK::record)}, or {@code RELEASE_LOCK.attempt(work)}.
 */
public enum RecoveredFailure {
    /** Agreeing on the secret under which addresses are hashed. */
    AGREE_ON_HASH_SECRET("this replica limits rates by hashes of its own; tried again in 2 s"),

    /** Agreeing on the salt of a dedup window. */
    AGREE_ON_SALT("the salt of the other store is used; tried again in 10 s"),

    /** Reconciling Redis and Postgres after an outage. */
    RECONCILE_STORES("tried again in 2 s"),

    /** Finishing work that was cancelled, mostly because its client disconnected. */
    FINISH_CANCELLED_WORK("nobody waits for it"),

    /** Forgetting in Redis who was handed back, after Postgres knows so. */
    FORGET_VIEWERS("they are remembered until their dedup window is over"),

    /** Claiming jobs for workers and for requests that wait. */
    CLAIM_JOBS("nothing is claimed; tried again within a second"),

    /** Comparing what streams were told with the inboxes. */
    COMPARE_INBOXES("open streams learn of missed notifications at the next heartbeat"),

    /** Counting the jobs of all queues. */
    COUNT_JOBS("the gauges of jobs keep their last values; tried again in 15 s"),

    /** Delivering notifications whose time has come. */
    DELIVER_SCHEDULED("a scheduled notification is late; tried again in 5 s"),

    /** Recording in Redis that a job ended. */
    END_JOB("the job is left to its visibility time-out and may be done again"),

    /** Deleting old notifications. */
    EXPIRE_NOTIFICATIONS("old notifications stay; tried again in an hour"),

    /** Extending the visibility time-out of a running job. */
    EXTEND_JOB("the job may be handed to another worker while it runs"),

    /** Extending a lock whose work runs. */
    EXTEND_LOCK("the lock is held until its time to live is over"),

    /** Adding views to the trends. */
    FEED_TRENDS("views are added to the trends later"),

    /** Removing what Redis holds of deleted or created items. */
    FORGET_ITEMS("what Redis holds of deleted items goes with the next sync"),

    /** Invalidating cached values in Redis and on other replicas. */
    INVALIDATE_CACHE("Redis is not read for this cache until it was emptied"),

    /** Keeping views of items that nobody can look up. */
    JOURNAL_VIEWS("they are answered 503"),

    /** Keeping the answer to a request with an idempotency key. */
    KEEP_IDEMPOTENT_ANSWER("a repeated request may be done again"),

    /** Keeping the list of the last syncs. */
    KEEP_SYNC_HISTORY("operators see the syncs of the replica that they ask alone"),

    /** Probing the stores for operators and health answers. */
    PROBE_STORES("operators see the store as down or the last figures"),

    /** Measuring how much is buffered. */
    MEASURE_BUFFER("the gauges of what waits for a sync keep their last values; tried again in 5 s"),

    /** Measuring the sizes of keys. */
    MEASURE_KEYS("sizes of keys are missing from what operators see"),

    /** Counting through Redis again after an outage. */
    OPEN_REDIS_ROUTE("views are counted in Postgres; tried again later"),

    /** Deleting dedup data of windows that are over. */
    PRUNE_DEDUP_WINDOWS("it stays; tried again in a minute"),

    /** Deleting scores and overrides that are over. */
    PRUNE_SCORES("they stay; tried again in a minute"),

    /** Reading from level 2 of a cache. */
    READ_CACHE("the value is loaded instead"),

    /** Reading what flags say of switches. */
    READ_FLAGS("switches stay as they are; tried again in a second"),

    /** Reading from the replica of Postgres. */
    READ_FROM_REPLICA("the primary is asked instead"),

    /** Reading when the last sync ended. */
    READ_LAST_SYNC("only the syncs of this replica are known"),

    /** Reading the overrides of rate limits. */
    READ_LIMIT_OVERRIDES("those known so far go on to count; tried again in half a minute"),

    /** Reading how Redis keeps its data. */
    READ_REDIS_CONFIGURATION("whether Redis keeps data on disk is not checked"),

    /** Reading the limits of the Postgres role. */
    READ_ROLE_LIMITS("whether the role has a statement_timeout is not checked"),

    /** Replacing a cached value that is stale. */
    REFRESH_CACHE("the stale value is answered; tried again in a second"),

    /** Giving back jobs to a queue. */
    RELEASE_JOBS("the jobs are ready again after their visibility time-out"),

    /** Releasing a lock. */
    RELEASE_LOCK("the lock is free after its time to live"),

    /** Reporting the views that were counted through Redis. */
    REPORT_COUNTED_VIEWS("reported later; if Redis loses its memory before, fewer lost views are reported"),

    /** Recording that a sync ended. */
    RECORD_SYNC("the sync is done, and missing from the record"),

    /** Counting views that were kept until Postgres could say whether there is such an item. */
    REPLAY_JOURNAL("they wait in Redis; tried again within 7 s"),

    /** Saving what is buffered in Redis: a partition of the views, or scores. */
    SYNC_PART("it stays in Redis; tried again with the next sync"),

    /** Storing values in level 2 of a cache, or ending its lock. */
    STORE_IN_CACHE("other replicas load the value themselves"),

    /** Sending on the channel that a replica hears itself on. */
    TEST_SUBSCRIPTION("the subscription is made anew if nothing is heard"),

    /** Setting totals that were counted while Postgres was unavailable. */
    SETTLE_TOTALS("counts of those items are approximate; tried again in 2 s"),

    /** Saying to other replicas that this one is there, or that totals are to be forgotten. */
    SHARE_TOTALS("other replicas may take this one for gone, until it asks who is there"),

    /** Publishing to other replicas that overrides changed. */
    PUBLISH_OVERRIDES("other replicas read them within half a minute"),

    /** Publishing to other replicas which inboxes changed. */
    PUBLISH_NOTIFICATIONS("streams of other replicas learn of it at the next heartbeat"),

    /** Handling a message that was published. */
    HANDLE_MESSAGE("the message is skipped"),

    /** Making and dropping partitions of the history. */
    MAINTAIN_HISTORY_PARTITIONS("tried again in an hour"),

    /** Transferring what is buffered before Redis is switched off. */
    TRANSFER_BUFFER("what is buffered is transferred later"),

    /** Enqueueing the job that delivers a scheduled notification. */
    ENQUEUE_DELIVERY("the notification is delivered by the sweep, up to 10 s late"),

    /** Filling the caches. */
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
     * What metrics and logs call the operation.
     *
     * @return lower case with underscores
     */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Registered with the first failure, or at the start: never in a static initialiser, which a native build runs. */
    Counter counter() {
        return Counter.builder("footfall.recovered.failures")
                .description("Failures that the service went on without, by what it tried")
                .tag("operation", label())
                .register(Metrics.globalRegistry);
    }

    /**
     * Counts a failure, and logs it where that is due.
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
     * Lets a pipeline go on without an answer where it fails.
     *
     * @param work what may fail
     * @param <T> its answer
     * @return the answer; null where it failed
     */
    public <T> Uni<T> ignore(Uni<T> work) {
        return work.onFailure().recoverWithItem(failure -> {
            record(failure);
            return null;
        });
    }

    /**
     * Lets a pipeline go on without an answer where a store is unavailable; other failures stay.
     *
     * @param work what may fail
     * @param <T> its answer
     * @return the answer; null where a store did not give one
     */
    public <T> Uni<T> ignoreOutage(Uni<T> work) {
        return work.onFailure(StoreUnavailableException.class).recoverWithItem(failure -> {
            record(failure);
            return null;
        });
    }

    /**
     * Does something that nobody waits for.
     *
     * @param work what may fail
     */
    public void attempt(Uni<?> work) {
        ignore(work).subscribe().with(done -> LOG.tracef("%s ended", label()));
    }
}
