package io.footfall.capability.cache;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Statistics of a named cache, for metrics and for {@code GET /api/v1/cache}. */
final class CacheStats {

    private static final String CACHE = "cache";
    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;
    private static final String RESULT = "result";
    private static final double NANOS_PER_MILLI = 1_000_000;

    /**
     * Reads answered with a fresh entry from level 1. The sum of {@link #hits()} and {@link #misses} is the number of
     * reads.
     */
    final LongAdder level1Hits = new LongAdder();

    final LongAdder level1Nanos = new LongAdder();
    final LongAdder level2Hits = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder misses = new LongAdder();
    final LongAdder loadFailures = new LongAdder();
    final LongAdder invalidations = new LongAdder();
    final Timer loads;
    final Timer reads;
    final Timer writes;

    CacheStats(String cache, LongSupplier size, MeterRegistry metrics) {
        count(metrics, cache, "hit_level1", level1Hits);
        count(metrics, cache, "hit_level2", level2Hits);
        count(metrics, cache, "stale", stale);
        count(metrics, cache, "miss", misses);
        FunctionCounter.builder("footfall.cache.load.failures", loadFailures, LongAdder::sum)
                .description("Loads that failed")
                .tag(CACHE, cache)
                .register(metrics);
        FunctionCounter.builder("footfall.cache.invalidations", invalidations, LongAdder::sum)
                .description("Invalidations, of this replica and of others")
                .tag(CACHE, cache)
                .register(metrics);
        Gauge.builder("footfall.cache.size", size::getAsLong)
                .description("Values in level 1")
                .tag(CACHE, cache)
                .register(metrics);
        loads = timer(metrics, "footfall.cache.loads", "Loads, and how long they took", cache);
        reads = timer(metrics, "footfall.cache.reads", "How long reads took that level 1 did not answer", cache);
        writes = timer(metrics, "footfall.cache.writes", "How long it took to store or invalidate", cache);
    }

    private static void count(MeterRegistry metrics, String cache, String result, LongAdder counter) {
        FunctionCounter.builder("footfall.cache.requests", counter, LongAdder::sum)
                .description("Reads by how they were answered")
                .tags(CACHE, cache, RESULT, result)
                .register(metrics);
    }

    private static Timer timer(MeterRegistry metrics, String name, String description, String cache) {
        return Timer.builder(name)
                .description(description)
                .tag(CACHE, cache)
                .publishPercentiles(MEDIAN, P99)
                .register(metrics);
    }

    void loaded(long nanos) {
        loads.record(Duration.ofNanos(nanos));
    }

    /** Returns the mean time of a read in milliseconds, over all reads including level 1 hits. */
    double readMillis() {
        return requests() == 0
                ? 0
                : (level1Nanos.sum() + reads.totalTime(TimeUnit.NANOSECONDS)) / requests() / NANOS_PER_MILLI;
    }

    double writeMillis() {
        return writes.mean(TimeUnit.MILLISECONDS);
    }

    long hits() {
        return level1Hits.sum() + level2Hits.sum() + stale.sum();
    }

    long requests() {
        return hits() + misses.sum();
    }
}
