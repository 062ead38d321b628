package io.footfall.capability.cache;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Statistics of the caches of this replica since its start. */
record CacheReport(boolean success, Data data) {

    private static final double HIT_RATE = 0.9;
    private static final double FEWER_LOADS = 0.8;
    private static final double READ_MILLIS = 1;
    private static final double WRITE_MILLIS = 5;

    /** The body of the report. */
    record Data(Level redis, Map<String, One> caches, Targets targets, Performance performance) {}

    /** Statistics of level 2, over all caches. */
    record Level(
            long hits,
            long misses,

            @Schema(examples = "0.94", description = "Share of the reads that level 1 did not answer")
            double hitRate,

            Health health) {}

    /** The health of Redis. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Health(
            boolean connected,

            @Schema(
                    examples = "0.4",
                    description = "Milliseconds that a PING took; missing where Redis does not answer")
            Double latency) {}

    /** Statistics of one named cache. */
    record One(
            long requests,
            long level1Hits,
            long level2Hits,
            long stale,
            long misses,
            long loads,
            long loadFailures,
            long invalidations,
            long size,
            double hitRate) {}

    /** A target value, the actual value, and whether the target is met. */
    record Target(double target, double actual, boolean met) {}

    /** The targets of all caches together. */
    record Targets(
            Target hitRate,

            @Schema(description = "Reads that the database was spared, as a share of all")
            Target databaseLoadReduction,

            @Schema(description = "Milliseconds of a read on average, at most")
            Target readMillis,

            @Schema(description = "Milliseconds to store or invalidate on average, at most")
            Target writeMillis) {}

    /** Mean times in milliseconds. */
    record Performance(double readMillis, double writeMillis, double loadMillis) {}

    static CacheReport of(Collection<NamedCache<?>> caches, Health health) {
        Map<String, One> byName = new TreeMap<>();
        caches.forEach(cache -> byName.put(cache.name(), oneOf(cache)));
        Collection<One> all = byName.values();
        long requests = sum(all, One::requests);
        long hits2 = sum(all, One::level2Hits);
        long loads = sum(all, One::loads);
        double hitRate = rate(sum(all, One::level1Hits) + hits2 + sum(all, One::stale), requests);
        double reads = mean(caches, stats -> stats.requests(), CacheStats::readMillis);
        double writes = mean(caches, stats -> stats.writes.count(), CacheStats::writeMillis);
        double loading = mean(caches, stats -> stats.loads.count(), stats -> stats.loads.mean(TimeUnit.MILLISECONDS));
        Targets targets = new Targets(
                atLeast(HIT_RATE, hitRate),
                atLeast(FEWER_LOADS, requests == 0 ? 0 : 1 - rate(loads, requests)),
                atMost(READ_MILLIS, reads),
                atMost(WRITE_MILLIS, writes));
        long misses = sum(all, One::misses);
        return new CacheReport(
                true,
                new Data(
                        new Level(hits2, misses, rate(hits2, hits2 + misses), health),
                        byName,
                        targets,
                        new Performance(reads, writes, loading)));
    }

    private static One oneOf(NamedCache<?> cache) {
        CacheStats stats = cache.stats();
        return new One(
                stats.requests(),
                stats.level1Hits.sum(),
                stats.level2Hits.sum(),
                stats.stale.sum(),
                stats.misses.sum(),
                stats.loads.count(),
                stats.loadFailures.sum(),
                stats.invalidations.sum(),
                cache.size(),
                rate(stats.hits(), stats.requests()));
    }

    private static long sum(Collection<One> all, ToLongFunction<One> figure) {
        return all.stream().mapToLong(figure).sum();
    }

    private static double rate(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private static double mean(
            Collection<NamedCache<?>> caches, ToLongFunction<CacheStats> weight, ToDoubleFunction<CacheStats> figure) {
        long weights = 0;
        double sum = 0;
        for (NamedCache<?> cache : caches) {
            long own = weight.applyAsLong(cache.stats());
            weights += own;
            sum += own * figure.applyAsDouble(cache.stats());
        }
        return weights == 0 ? 0 : sum / weights;
    }

    private static Target atLeast(double target, double actual) {
        return new Target(target, actual, actual >= target);
    }

    private static Target atMost(double target, double actual) {
        return new Target(target, actual, actual <= target);
    }
}
