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
 * Gives the times of HTTP answers the buckets that quantiles over all replicas are computed from. They are few, because each
 * is a series for every path and status.
 */
@Singleton
class HttpTimings {

    private static final String TIMES = "http.server.requests";

    /** Dense where a service beside a cache answers; 100 ms is what alerts look at, 250 ms what a store that is down may cost. */
    private static final double[] BUCKETS = LongStream.of(1, 5, 10, 25, 50, 100, 250, 1_000, 5_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    /** Those that take long on purpose have no buckets, with which they would be everybody's slowest hundredth. */
    private volatile Set<String> longOperations = Set.of();

    /** Resources have named theirs before the first request, and thus before the first of these meters. */
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
