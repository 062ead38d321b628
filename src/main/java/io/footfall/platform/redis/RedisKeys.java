package io.footfall.platform.redis;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Names of all keys and channels that Footfall uses in Redis. No other class builds a key; scripts append the suffixes
 * below to the prefix of a partition. Each line gives the key, its type and content, and its time to live:
 *
 * <pre>
 * ff:{07}:known, :known2      hash, item -> total (persisted and buffered views); two generations, see forget.lua
 * ff:{07}:approximate         hash, item -> lower bound of the total, of items whose persisted views could not be read
 *                             because Postgres was unavailable; until settle.lua replaces it by the exact total
 * ff:{07}:pending             hash, item -> buffered views to transfer; until claimed
 * ff:{07}:flushing            hash, the claimed batch, with its id in the field #id; until Postgres holds it
 * ff:{07}:sealed, :sealed:id  list of the ids of sealed batches, and the batches: views that were buffered before a
 *                             restart of Redis and must not be mixed with later ones; until claimed
 * ff:{07}:z:c:7, :z:b:name    hash and sorted sets, the counters of the partition or a leaderboard, see scores.lua;
 *                             without expiry, but those of days and weeks expire when they can no longer be requested
 * ff:{07}:unsaved             hash, changes of counters and leaderboards that Postgres does not hold yet; until it does
 * ff:{07}:once:digest         marker, a change of a counter or leaderboard was applied under an idempotency key;
 *                             24 hours
 * ff:{journal}                sorted set, views of items that could not be looked up -> when they expire, see
 *                             journal.lua; until Postgres can say whether the item exists, or their windows are over
 * ff:era                      number of the era that Redis counts in, see raise-era.lua; without expiry. On a Cluster
 *                             ff:{07}:era, one per partition
 * ff:call:id                  latest call of a caller and its reply; {@link #CALLS_REMEMBERED}. On a Cluster
 *                             ff:{07}:call:id
 * ff:{07}:handed:24h20564     set of integers, dedup marks that a backfill added to a dedup window; until Postgres has
 *                             recorded it, at most until the window's marks expire
 * ff:{07}:settling            token of the latest attempt to set totals, see settle-begin.lua; a minute
 * ff:{07}:transfers           number of batches that were deleted after their transfer; without expiry
 * ff:{07}:kept                marker, {@link #TOTALS_KEPT}: totals are not discarded while it exists
 * ff:{07}:gone:s:id           marker, {@link #TOMBSTONE}: a deleted item that no late lookup may restore
 * ff:{07}:d:24h20564:3        set of integers, one bucket of the dedup marks of a window; until the marks expire
 * ff:{07}:d:24h20564          number of those buckets, see buckets.lua; a minute longer than the buckets
 * ff:salt:24h20564            salt of the window; as long as its marks
 * ff:{lock:name}...           a lock, see locks.lua; as long as the lock holder chose, its last fencing token for a
 *                             week
 * ff:{07}:session:id          hash, a session, see session-create.lua; the time to live that its creator chose,
 *                             which may begin anew with each use
 * ff:{07}:sessions:user:id    sorted set, the sessions of a user, see owned.lua; as long as the one that lives longest
 * ff:idem:digest              hash, a service's request under an idempotency key and its response, see idem-begin.lua;
 *                             24 hours
 * ff:{07}:idem:digest         the same for a signed-in reader
 * ff:{07}:idems:digest        sorted set, the idempotency keys of a signed-in reader, see owned.lua
 * ff:{07}:l:api:60:13:n       hash, key -> hits in the n-th window of 60 s, one of many shards; until the window is
 *                             over, for a sliding window until the next one is over
 * ff:{q:name}:...             a job queue, see jobs.lua; until its jobs are completed, markers of completed job ids as
 *                             long as configured, :seq without expiry
 * ff:{trend:s}:3600           sorted set, item -> logarithm of the decayed weight of its views, for the window of an
 *                             hour (a day, a week), see trend-add.lua; eight windows
 * ff:self-test:id             value that a self-test writes and reads; 30 seconds at most
 * ff:figures                  hash, sums of the figures of all replicas since the hash was created, see figures.lua;
 *                             {@link #FIGURES_KEPT} after the last report of a replica
 * ff:syncs                    list, the last syncs of all replicas; {@link #SYNCS_KEPT}
 * ff:queues                   sorted set, queue name -> time of last use; a name until its queue is
 *                             empty and no longer used
 * ff:{cache:name}:...         a named cache, see cache.lua; each key as long as its declaration says
 * </pre>
 */
public final class RedisKeys {

    /** Channel on which replicas publish invalidations of cached values. */
    public static final String CACHE_CHANNEL = "ff:cache";

    /** Channel on which replicas publish changes of rate limits. */
    public static final String LIMIT_CHANNEL = "ff:limits";

    /** Channel on which the name of a queue is published when a job becomes ready in it. */
    public static final String JOB_CHANNEL = "ff:jobs";

    /** Channel on which replicas publish which inboxes changed. */
    public static final String NOTIFICATION_CHANNEL = "ff:notify";

    /** Channel on which the token of the waiter that is first in a lock's wait queue is published. */
    public static final String LOCK_CHANNEL = "ff:locks";

    /** Channel on which replicas publish totals of items. */
    public static final String TOTALS_CHANNEL = "ff:totals";

    /** Channel on which a self-test publishes a message to itself. */
    public static final String SELF_TEST_CHANNEL = "ff:self-test";

    /** The journal: views of items that could not be looked up. */
    public static final String JOURNAL = "ff:{journal}";

    /** Names of the queues in use. */
    public static final String QUEUES = "ff:queues";

    /** Sums of the figures of all replicas, for operators. */
    public static final String FIGURES = "ff:figures";

    /** The last syncs, for operators. */
    public static final String SYNCS = "ff:syncs";

    /** Time to live of the figures after the last report of a replica. Longer than a restart of all replicas takes. */
    public static final Duration FIGURES_KEPT = Duration.ofHours(1);

    /** Time to live of the list of syncs. Longer than the longest interval between syncs. */
    public static final Duration SYNCS_KEPT = Duration.ofDays(14);

    /** Shortest time that an unused total is kept; the longest is twice that. */
    public static final Duration TOTALS_KEPT = Duration.ofHours(12);

    /**
     * Time to live of the latest call of a caller. After a longer outage of Redis it can no longer be found out whether
     * an unacknowledged call ran.
     */
    public static final Duration CALLS_REMEMBERED = Duration.ofDays(3);

    /** Time to live of a tombstone. Longer than any lookup that began before the deletion can take. */
    public static final Duration TOMBSTONE = Duration.ofMinutes(1);

    private static final List<String> PREFIXES = IntStream.range(0, PartitionId.COUNT)
            .mapToObj("ff:{%02d}"::formatted)
            .toList();

    private RedisKeys() {}

    /**
     * Returns the prefix of the hashes with the hits of rate-limited keys; scripts append the number of the window.
     *
     * @param partition the partition of the rate-limited key
     * @param policy names the policy and its window
     * @param shard the number of the shard
     * @return prefix of hashes
     */
    public static String limit(PartitionId partition, String policy, int shard) {
        return partition(partition) + ":l:" + policy + ":" + shard;
    }

    /**
     * Returns the base of the keys of a job queue.
     *
     * @param name the queue's name
     * @return the base of all its keys, and their hash tag
     */
    public static String queue(String name) {
        return "ff:{q:" + name + "}";
    }

    /**
     * Returns the prefix of the keys of a partition. Scripts take it as the key that stands for the whole partition.
     *
     * @param partition the partition
     * @return for instance {@code ff:{07}}
     */
    public static String partition(PartitionId partition) {
        return PREFIXES.get(partition.number());
    }

    /**
     * Returns the key of the pending views, which wait to be claimed.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String pending(PartitionId partition) {
        return partition(partition) + ":pending";
    }

    /**
     * Returns the key of the claimed batch, which is being transferred to Postgres.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String flushing(PartitionId partition) {
        return partition(partition) + ":flushing";
    }

    /**
     * Returns the key of the list of sealed batches.
     *
     * @param partition the partition
     * @return key of a list of batch ids
     */
    public static String sealed(PartitionId partition) {
        return partition(partition) + ":sealed";
    }

    /**
     * Returns the key of the dedup marks that a backfill added to a window, and that Postgres has not recorded yet.
     *
     * @param partition the partition
     * @param window label of the dedup window
     * @return key of a set
     */
    public static String handed(PartitionId partition, String window) {
        return partition(partition) + ":handed:" + window;
    }

    /**
     * Returns the key of the totals of items, younger generation.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String known(PartitionId partition) {
        return partition(partition) + ":known";
    }

    /**
     * Returns the key of the totals of items, older generation.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String olderKnown(PartitionId partition) {
        return partition(partition) + ":known2";
    }

    /**
     * Returns the key of approximate totals: lower bounds that are used because Postgres was unavailable.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String approximate(PartitionId partition) {
        return partition(partition) + ":approximate";
    }

    /**
     * Returns the key of the marker of a deleted item.
     *
     * @param partition the item's partition
     * @param item the item's field, {@code s:id} or {@code c:id}
     * @return key of a string
     */
    public static String tombstone(PartitionId partition, String item) {
        return partition(partition) + ":gone:" + item;
    }

    /**
     * Returns the key of the era that Redis counts in, for a single server.
     *
     * @return key of a number that only grows
     */
    public static String era() {
        return "ff:era";
    }

    /**
     * Returns the key of the era of a partition, for a Cluster: it must share the hash tag of the counted keys.
     *
     * @param partition the partition
     * @return key of a number that only grows
     */
    public static String era(PartitionId partition) {
        return partition(partition) + ":era";
    }

    /**
     * Returns the key of the latest call of a caller, for a single server.
     *
     * @param caller names the caller
     * @return key of a string
     */
    public static String slot(String caller) {
        return "ff:call:" + caller;
    }

    /**
     * Returns the key of the latest call of a caller, for a Cluster: it must share the hash tag of the keys of the
     * call.
     *
     * @param partition the partition that the caller counts in
     * @param caller names the caller
     * @return key of a string
     */
    public static String slot(PartitionId partition, String caller) {
        return partition(partition) + ":call:" + caller;
    }

    /**
     * Returns the key of the salt of a dedup window.
     *
     * @param window the window's label
     * @return key of a string
     */
    public static String salt(String window) {
        return "ff:salt:" + window;
    }

    /**
     * Returns the base of the keys of a lock.
     *
     * @param name the lock's name
     * @return the base of all its keys, and their hash tag
     */
    public static String lock(String name) {
        return "ff:{lock:" + name + "}";
    }

    /**
     * Returns the key of the changes of counters and leaderboards that Postgres does not hold yet.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String unsaved(PartitionId partition) {
        return partition(partition) + ":unsaved";
    }

    /**
     * Returns the key of a session.
     *
     * @param id its id, whose hash chooses the partition
     * @return key of a hash
     */
    public static String session(String id) {
        return partition(PartitionId.of(id)) + ":session:" + id;
    }

    /**
     * Returns the key of a service's request under an idempotency key.
     *
     * @param digest digest of the caller, the path and the idempotency key
     * @return key of a hash
     */
    public static String idempotency(String digest) {
        return "ff:idem:" + digest;
    }

    /**
     * Returns the key of a signed-in reader's request under an idempotency key.
     *
     * @param partition the reader's partition
     * @param digest digest of the caller, the path and the idempotency key
     * @return key of a hash
     */
    public static String idempotency(PartitionId partition, String digest) {
        return partition(partition) + ":idem:" + digest;
    }

    /**
     * Returns the key of the index of a signed-in reader's idempotency keys.
     *
     * @param partition the reader's partition
     * @param reader digest of the reader
     * @return key of a sorted set
     */
    public static String idempotencyIndex(PartitionId partition, String reader) {
        return partition(partition) + ":idems:" + reader;
    }

    /**
     * Returns the key of a trend.
     *
     * @param kind names the kind of items
     * @param window the time in which the weight of a view falls by a factor of e
     * @return key of a sorted set
     */
    public static String trend(String kind, Duration window) {
        return "ff:{trend:" + kind + "}:" + window.toSeconds();
    }

    /**
     * Returns the key that a self-test writes and reads.
     *
     * @param id names the test
     * @return key of a string
     */
    public static String selfTest(String id) {
        return "ff:self-test:" + id;
    }

    /**
     * Returns the prefix of the keys of a named cache.
     *
     * @param name the cache's name
     * @return the prefix of all its keys, and their hash tag
     */
    public static String cache(String name) {
        return "ff:{cache:" + name + "}";
    }

    /**
     * Returns the name of the channel on which a replica publishes to itself, to check its subscription.
     *
     * @param replica names the replica
     * @return name of a channel
     */
    public static String replicaChannel(String replica) {
        return "ff:replica:" + replica;
    }

    /**
     * Returns the prefix of the entries of a named cache.
     *
     * @param name the cache's name
     * @return the prefix of its entries
     */
    public static String cacheEntries(String name) {
        return cache(name) + ":e:";
    }
}
