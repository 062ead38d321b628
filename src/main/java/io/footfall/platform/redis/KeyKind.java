package io.footfall.platform.redis;

import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a key of Footfall's is for; see {@link RedisKeys}. */
public enum KeyKind {
    /** Views that wait for a sync, or for Postgres to say whether there is such an item. */
    VIEW_BUFFER(Pattern.compile("ff:\\{journal}|" + partition("(pending|flushing|sealed(:.*)?|transfers|kept)"))),

    /** Totals of items. */
    VIEW_TOTALS(partition("(known2?|approximate)")),

    /** Who viewed what, in sets. */
    VIEWERS(partition("d:.*")),

    /** What keeps calls from happening twice. */
    CALLS(Pattern.compile("ff:(call:.*|era)|" + partition("(call:.*|era|taken:.*|gone:.*|once:.*)"))),

    /** Salts of dedup windows. */
    SALTS(Pattern.compile("ff:salt:.*")),

    /** Hits of rate-limited keys. */
    RATE_LIMITS(partition("l:.*")),

    /** Counters and leaderboards. */
    SCORES(partition("(z:.*|unsaved)")),

    /** Named caches. */
    CACHES(Pattern.compile("ff:\\{cache:.*")),

    /** What trends. */
    TRENDS(Pattern.compile("ff:\\{trend:.*")),

    /** Job queues. */
    JOBS(Pattern.compile("ff:(\\{q:.*|queues)")),

    /** Locks. */
    LOCKS(Pattern.compile("ff:\\{lock:.*")),

    /** Sessions, and which of them are whose. */
    SESSIONS(partition("sessions?:.*")),

    /** Requests under idempotency keys. */
    IDEMPOTENCY(Pattern.compile("ff:idem:.*|" + partition("idems?:.*"))),

    /** What operators see of all replicas. */
    FIGURES(Pattern.compile("ff:(figures|syncs)")),

    /** Anything else, which is not Footfall's. */
    OTHER(Pattern.compile(".*", Pattern.DOTALL));

    private final Pattern keys;

    KeyKind(Pattern keys) {
        this.keys = keys;
    }

    private static Pattern partition(String rest) {
        return Pattern.compile("ff:\\{\\d\\d}:" + rest);
    }

    /**
     * What a key is for.
     *
     * @param key the key
     * @return its kind
     */
    public static KeyKind of(String key) {
        return Stream.of(values())
                .filter(kind -> kind.keys.matcher(key).matches())
                .findFirst()
                .orElse(OTHER);
    }
}
