package io.footfall.platform.redis;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Names every key that Footfall keeps in Redis, with its time to live. Nothing else builds a key; scripts append the
 * suffixes below to a partition's prefix.
 *
 * <pre>
 * ff:{07}:known, :known2      hash, item -> total (persisted and buffered); two generations, see forget.lua
 * ff:{07}:approximate         hash, item -> total as far as known, of items whose persisted views Postgres could not say; until it can, see settle.lua
 * ff:{07}:pending             hash, item -> views to transfer; until claimed
 * ff:{07}:flushing            hash, the claimed batch, with its #id; until Postgres holds it
 * ff:{07}:sealed, :sealed:id  list of batches put aside before a restarted Redis counts, and the batches; until claimed
 * ff:{07}:z:c:7, :z:b:name      hash and sorted sets, the partition's counters and a leaderboard, see scores.lua; for ever, days and weeks
 *                             until nobody asks for them any more
 * ff:{07}:unsaved             hash, changes of those that Postgres does not hold yet; until it does
 * ff:{07}:once:digest         marker, 24 hours: a change of those that was asked for under an idempotency key, and made
 * ff:{journal}                sorted set, views of items that nobody could look up, by when they are over, see journal.lua; until Postgres can say, or their windows are over
 * ff:era                      number of the era that Redis counts in, see raise-era.lua (for ever); of a Cluster ff:{07}:era, for each partition
 * ff:call:id                  a replica's latest call and its answer, {@link #CALLS_REMEMBERED}
 * ff:{07}:handed:24h20564     set of integers, viewers of a dedup window who were handed back until Postgres knows so; until the window is over
 * ff:{07}:settling            token of whoever began last to set totals, see settle-begin.lua; a minute
 * ff:{07}:transfers           number of batches that were forgotten so far (for ever)
 * ff:{07}:kept                marker, {@link #TOTALS_KEPT}: totals do not drop out before it is gone
 * ff:{07}:gone:s:id           marker, {@link #TOMBSTONE}: a deleted item that no late look-up may bring back
 * ff:{07}:d:24h20564:3        set of integers, one bucket of a dedup window's viewers; until the window is over
 * ff:{07}:d:24h20564          how many buckets there are, see buckets.lua; a minute longer than they
 * ff:salt:24h20564            the window's salt; as long as its viewers
 * ff:{lock:name}...           a lock, see locks.lua; as long as its holder chose, its last fencing token for a week
 * ff:{07}:session:id          hash, a session, see session-create.lua; as long as whoever began it chose, and uses it
 * ff:{07}:sessions:user:id    sorted set, the sessions of a user, see owned.lua; as long as the one that lasts longest
 * ff:idem:digest              hash, a service's request under an idempotency key and its answer, see idem-begin.lua; 24 hours
 * ff:{07}:idem:digest         the same of a signed-in reader; ff:{07}:idems:digest sorted set, which of them are whose, see owned.lua
 * ff:{07}:l:api:60:13:n       hash, key -> hits of the n-th window of 60 s, one of many shards; until the window is over, or the next
 * ff:{q:name}:...             a job queue, see jobs.lua; until its jobs are done, markers of ids as long as configured; :seq for ever
 * ff:{trend:s}:3600           sorted set, item -> what its views of an hour (a day, a week) are worth, see trend-add.lua; eight times that long
 * ff:self-test:id             what a self-test writes and reads; 30 seconds at most
 * ff:figures                  hash, what all replicas counted since it began, see figures.lua; {@link #FIGURES_KEPT} longer than the last replica
 * ff:syncs                    list, the last syncs that ended, of whichever replica; {@link #SYNCS_KEPT}
 * ff:queues                   sorted set of the names of queues, by when they were last used; until they are empty
 * ff:{cache:name}:...         a named cache, see cache.lua; each key as long as its declaration says
 * </pre>
 */
public final class RedisKeys {

    /** Channel on which replicas tell each other what is no longer valid. */
    public static final String CACHE_CHANNEL = "ff:cache";

    /** Channel on which replicas tell each other of rate limits that are no longer as they were. */
    public static final String LIMIT_CHANNEL = "ff:limits";

    /** Channel on which the name of a queue is told when a job becomes ready in it. */
    public static final String JOB_CHANNEL = "ff:jobs";

    /** Channel on which replicas tell each other of inboxes that changed. */
    public static final String NOTIFICATION_CHANNEL = "ff:notify";

    /** Channel on which the token of whoever is the next to take a lock is told. */
    public static final String LOCK_CHANNEL = "ff:locks";

    /** Channel on which replicas tell each other totals of items. */
    public static final String TOTALS_CHANNEL = "ff:totals";

    /** Channel that a self-test hears itself on. */
    public static final String SELF_TEST_CHANNEL = "ff:self-test";

    /** Views of items that nobody could look up. */
    public static final String JOURNAL = "ff:{journal}";

    /** Names of the queues in use. */
    public static final String QUEUES = "ff:queues";

    /** What all replicas counted, for operators. */
    public static final String FIGURES = "ff:figures";

    /** The last syncs, for operators. */
    public static final String SYNCS = "ff:syncs";

    /** Longer than it takes to start all replicas again. */
    public static final Duration FIGURES_KEPT = Duration.ofHours(1);

    /** Longer than the longest interval of syncs. */
    public static final Duration SYNCS_KEPT = Duration.ofDays(14);

    /** Totals that nobody asks for stay at least this long, and at most twice as long. */
    public static final Duration TOTALS_KEPT = Duration.ofHours(12);

    /** Longer than Redis may be out of reach and still be told apart from one that ran a call. */
    public static final Duration CALLS_REMEMBERED = Duration.ofDays(3);

    /** Longer than any look-up that began before a deletion can take. */
    public static final Duration TOMBSTONE = Duration.ofMinutes(1);

    private static final List<String> PREFIXES = IntStream.range(0, PartitionId.COUNT)
            .mapToObj("ff:{%02d}"::formatted)
            .toList();

    private RedisKeys() {}

    /**
     * Hits of rate-limited keys; scripts append the number of the window.
     *
     * @param partition the partition of the key
     * @param policy names the policy and its window
     * @param shard one of its shards
     * @return prefix of hashes
     */
    public static String limit(PartitionId partition, String policy, int shard) {
        return partition(partition) + ":l:" + policy + ":" + shard;
    }

    /**
     * A job queue.
     *
     * @param name the queue's name
     * @return the base of all its keys, and their hash tag
     */
    public static String queue(String name) {
        return "ff:{q:" + name + "}";
    }

    /**
     * The prefix of a partition's keys; as a key it stands for the partition in calls of scripts.
     *
     * @param partition the partition
     * @return for instance {@code ff:{07}}
     */
    public static String partition(PartitionId partition) {
        return PREFIXES.get(partition.number());
    }

    /**
     * Views that wait to be claimed.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String pending(PartitionId partition) {
        return partition(partition) + ":pending";
    }

    /**
     * Views that are being transferred.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String flushing(PartitionId partition) {
        return partition(partition) + ":flushing";
    }

    /**
     * Batches that were put aside.
     *
     * @param partition the partition
     * @return key of the list of their ids
     */
    public static String sealed(PartitionId partition) {
        return partition(partition) + ":sealed";
    }

    /**
     * Viewers of a window who were handed back, until Postgres knows so.
     *
     * @param partition the partition
     * @param window label of the dedup window
     * @return key of a set
     */
    public static String handed(PartitionId partition, String window) {
        return partition(partition) + ":handed:" + window;
    }

    /**
     * Totals of items, younger generation.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String known(PartitionId partition) {
        return partition(partition) + ":known";
    }

    /**
     * Totals of items, older generation.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String olderKnown(PartitionId partition) {
        return partition(partition) + ":known2";
    }

    /**
     * Totals of items as far as they are known, because Postgres could not be asked.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String approximate(PartitionId partition) {
        return partition(partition) + ":approximate";
    }

    /**
     * Marks a deleted item.
     *
     * @param partition the item's partition
     * @param item the item's field, {@code s:id} or {@code c:id}
     * @return key of a string
     */
    public static String tombstone(PartitionId partition, String item) {
        return partition(partition) + ":gone:" + item;
    }

    /**
     * The era that Redis counts in.
     *
     * @return key of a number that only grows
     */
    public static String era() {
        return "ff:era";
    }

    /**
     * The same on a Cluster, where it lies with what is counted.
     *
     * @param partition the partition
     * @return key of a number that only grows
     */
    public static String era(PartitionId partition) {
        return partition(partition) + ":era";
    }

    /**
     * Where the latest call of a caller is remembered.
     *
     * @param caller names the caller
     * @return key of a string
     */
    public static String slot(String caller) {
        return "ff:call:" + caller;
    }

    /**
     * The same on a Cluster, where it lies with what the call touches.
     *
     * @param partition the partition that the caller counts in
     * @param caller names the caller
     * @return key of a string
     */
    public static String slot(PartitionId partition, String caller) {
        return partition(partition) + ":call:" + caller;
    }

    /**
     * The salt of a dedup window.
     *
     * @param window the window's label
     * @return key of a string
     */
    public static String salt(String window) {
        return "ff:salt:" + window;
    }

    /**
     * A lock.
     *
     * @param name the lock's name
     * @return the base of all its keys, and their hash tag
     */
    public static String lock(String name) {
        return "ff:{lock:" + name + "}";
    }

    /**
     * Changes of counters and leaderboards that Postgres does not hold yet.
     *
     * @param partition the partition
     * @return key of a hash
     */
    public static String unsaved(PartitionId partition) {
        return partition(partition) + ":unsaved";
    }

    /**
     * A session.
     *
     * @param id its id, whose hash chooses the partition
     * @return key of a hash
     */
    public static String session(String id) {
        return partition(PartitionId.of(id)) + ":session:" + id;
    }

    /**
     * A service's request under an idempotency key.
     *
     * @param digest of the caller, the path and the key
     * @return key of a hash
     */
    public static String idempotency(String digest) {
        return "ff:idem:" + digest;
    }

    /**
     * A signed-in reader's request under an idempotency key.
     *
     * @param partition the reader's partition
     * @param digest of the caller, the path and the key
     * @return key of a hash
     */
    public static String idempotency(PartitionId partition, String digest) {
        return partition(partition) + ":idem:" + digest;
    }

    /**
     * Which idempotency keys a signed-in reader has.
     *
     * @param partition the reader's partition
     * @param reader digest of the reader
     * @return key of a sorted set
     */
    public static String idempotencyIndex(PartitionId partition, String reader) {
        return partition(partition) + ":idems:" + reader;
    }

    /**
     * What trends.
     *
     * @param kind names the kind of items
     * @param window how long a view is worth something
     * @return key of a sorted set
     */
    public static String trend(String kind, Duration window) {
        return "ff:{trend:" + kind + "}:" + window.toSeconds();
    }

    /**
     * What a self-test writes and reads.
     *
     * @param id names the test
     * @return key of a string
     */
    public static String selfTest(String id) {
        return "ff:self-test:" + id;
    }

    /**
     * A named cache.
     *
     * @param name the cache's name
     * @return the prefix of all its keys, and their hash tag
     */
    public static String cache(String name) {
        return "ff:{cache:" + name + "}";
    }

    /**
     * Channel that a replica tells itself on that it hears what is published.
     *
     * @param replica names the replica
     * @return name of a channel
     */
    public static String replicaChannel(String replica) {
        return "ff:replica:" + replica;
    }

    /**
     * The entries of a named cache.
     *
     * @param name the cache's name
     * @return the prefix of its entries
     */
    public static String cacheEntries(String name) {
        return cache(name) + ":e:";
    }
}
