package io.footfall.product.admin;

import io.micrometer.core.instrument.Meter;

/** Names what is counted, the same on all replicas. */
final class MetricName {

    static final String FIRST = "views:first";
    static final String REPEAT = "views:repeat";
    static final String IGNORED = "views:ignored";
    static final String CREATED = "notifications:created";
    static final String TOLD = "notifications:told";

    private static final String CACHE = "cache:";
    private static final String LIMIT = "limit:";

    private MetricName() {}

    /** Reads of a named cache by how they were answered: hit, stale or miss. */
    static String cache(String cache, String result) {
        return CACHE + result + ":" + cache;
    }

    /** Hits of a policy by what became of them: allowed, shadowed or refused. */
    static String limit(String policy, String decision) {
        return LIMIT + decision + ":" + policy;
    }

    /** The named cache that a figure counts misses of; null: it counts something else. */
    static String cacheIn(String figure) {
        return after(CACHE + "miss:", figure);
    }

    /** The policy that a figure counts refusals of; null: it counts something else. */
    static String policyIn(String figure) {
        return after(LIMIT + "refused:", figure);
    }

    private static String after(String prefix, String figure) {
        return figure.startsWith(prefix) ? figure.substring(prefix.length()) : null;
    }

    /** What a meter counts; null: nothing that is shown. */
    static String of(Meter.Id meter) {
        return switch (meter.getName()) {
            case "footfall.views" -> views(meter.getTag("result"));
            case "footfall.cache.requests" -> cache(meter.getTag("cache"), answer(meter.getTag("result")));
            case "footfall.ratelimit.decisions" -> limit(meter.getTag("policy"), meter.getTag("decision"));
            case "footfall.notifications" -> CREATED;
            case "footfall.notification.events" -> TOLD;
            default -> null;
        };
    }

    private static String views(String result) {
        return switch (result) {
            case "first" -> FIRST;
            case "duplicate" -> REPEAT;
            default -> IGNORED;
        };
    }

    private static String answer(String result) {
        return result.startsWith("hit") ? "hit" : result;
    }
}
