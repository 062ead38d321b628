package io.footfall.platform.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Adds histogram buckets to the HTTP response times, from which quantiles over all replicas are computed. There are few
 * buckets, because each bucket is a time series for every path and status.
 */
@Singleton
class HttpTimings {

    private static final String TIMES = "http.server.requests";

    /**
     * Upper bounds of the buckets, in nanoseconds. They are dense in the range of a response with a nearby cache.
     * Alerts use 100 ms; 250 ms is what an unavailable store may cost a request.
     */
    private static final double[] BUCKETS = LongStream.of(1, 5, 10, 25, 50, 100, 250, 1_000, 5_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    /**
     * Templates of operations that take long by design. They have no buckets, because they would dominate the 99th
     * percentile of all operations.
     */
    private volatile Set<String> longOperations = Set.of();

    /**
     * Collects the long operations. This happens before the first request, and therefore before the first HTTP meter
     * exists.
     */
    void collect(@Observes Router router, Event<LongOperations> named) {
        LongOperations collected = new LongOperations();
        named.fire(collected);
        longOperations = collected.templates();
    }

    @Produces
    @Singleton
    MeterFilter withBuckets() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return hasBuckets(id)
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(BUCKETS)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }

    private boolean hasBuckets(Meter.Id id) {
        return id.getName().equals(TIMES) && !longOperations.contains(String.valueOf(id.getTag(RequestTags.URI)));
    }
}
