package io.footfall.product.admin;

import io.micrometer.core.instrument.Meter;

/** The names of the metrics on the dashboard, which are the same on all replicas. */
final class MetricName {

    static final String FIRST = "views:first";
    static final String REPEAT = "views:repeat";
    static final String IGNORED = "views:ignored";
    static final String CREATED = "notifications:created";
    static final String TOLD = "notifications:told";

    private static final String CACHE = "cache:";
    private static final String LIMIT = "limit:";

    private MetricName() {}

    /** Returns the name of the metric that counts reads of a named cache with a result: hit, stale or miss. */
    static String cache(String cache, String result) {
        return CACHE + result + ":" + cache;
    }

    /**
     * Returns the name of the metric that counts the rate limit checks of a policy with a decision: allowed, shadowed
     * or refused.
     */
    static String limit(String policy, String decision) {
        return LIMIT + decision + ":" + policy;
    }

    /** Returns the cache whose misses a metric counts; null where the metric counts something else. */
    static String cacheIn(String figure) {
        return after(CACHE + "miss:", figure);
    }

    /** Returns the policy whose denied checks a metric counts; null where the metric counts something else. */
    static String policyIn(String figure) {
        return after(LIMIT + "refused:", figure);
    }

    private static String after(String prefix, String figure) {
        return figure.startsWith(prefix) ? figure.substring(prefix.length()) : null;
    }

    /** Returns the metric name of a meter; null where the dashboard does not show the meter. */
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
