package io.footfall.platform.redis;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a Redis key is used for; see {@link RedisKeys}. */
public enum KeyKind {
    /**
     * Buffered views that wait for a sync, and the journal: views that wait until Postgres can say whether the item
     * exists.
     */
    VIEW_BUFFER(Pattern.compile("ff:\\{journal}|" + partition("(pending|flushing|sealed(:.*)?|transfers|kept)"))),

    /** Totals of items. */
    VIEW_TOTALS(partition("(known2?|approximate)")),

    /** Sets of dedup marks: which viewers viewed which items. */
    VIEWERS(partition("d:.*")),

    /** Calls, eras, tombstones of deleted items and changes of scores that must not be applied twice. */
    CALLS(Pattern.compile("ff:(call:.*|era)|" + partition("(call:.*|era|taken:.*|gone:.*|once:.*)"))),

    /** Salts of dedup windows. */
    SALTS(Pattern.compile("ff:salt:.*")),

    /** Hits of rate-limited keys. */
    RATE_LIMITS(partition("l:.*")),

    /** Counters and leaderboards, and their changes that are not saved in Postgres yet. */
    SCORES(partition("(z:.*|unsaved)")),

    /** Named caches. */
    CACHES(Pattern.compile("ff:\\{cache:.*")),

    /** Trends: items ranked by recent views. */
    TRENDS(Pattern.compile("ff:\\{trend:.*")),

    /** Job queues, and the set of their names. */
    JOBS(Pattern.compile("ff:(\\{q:.*|queues)")),

    /** Locks. */
    LOCKS(Pattern.compile("ff:\\{lock:.*")),

    /** Sessions, and the indexes of sessions by owner. */
    SESSIONS(partition("sessions?:.*")),

    /** Requests under idempotency keys, and the indexes of keys by reader. */
    IDEMPOTENCY(Pattern.compile("ff:idem:.*|" + partition("idems?:.*"))),

    /** Figures and last syncs of all replicas, for operators. */
    FIGURES(Pattern.compile("ff:(figures|syncs)")),

    /**
     * Any other key: keys that are not Footfall's, and a few that live for a limited time, such as those of self-tests
     * and of a backfill.
     */
    OTHER(Pattern.compile(".*", Pattern.DOTALL));

    private final Pattern keys;

    KeyKind(Pattern keys) {
        this.keys = keys;
    }

    private static Pattern partition(String rest) {
        return Pattern.compile("ff:\\{\\d\\d}:" + rest);
    }

    /**
     * Returns the kind of a key.
     *
     * @param key the key
     * @return the first kind whose pattern matches; {@link #OTHER} if none does
     */
    public static KeyKind of(String key) {
        return Stream.of(values())
                .filter(kind -> kind.keys.matcher(key).matches())
                .findFirst()
                .orElse(OTHER);
    }
}
