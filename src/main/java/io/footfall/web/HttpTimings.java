package io.footfall.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Gives the times of HTTP answers the buckets that quantiles over all replicas are computed from. They are few, because each
 * is a series for every path and status.
 */
class HttpTimings {

    private static final String TIMES = "http.server.requests";

    /** Dense where a service beside a cache answers; 100 ms is what alerts look at, 250 ms what a store that is down may cost. */
    private static final double[] BUCKETS = LongStream.of(1, 5, 10, 25, 50, 100, 250, 1_000, 5_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    /** Answers that take long because that is what was asked for: with buckets they would be everybody's slowest hundredth. */
    private static final Set<String> LONG_ON_PURPOSE = Set.of(
            "/api/notifications/stream",
            "/api/admin/live",
            "/api/jobs/{queue}/claim",
            "/api/locks/{name}",
            "/api/views/import",
            "/api/cron/sync-views",
            "/api/admin/self-test",
            "/api/v1/cache/warm");

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

    private static boolean hasBuckets(Meter.Id id) {
        return id.getName().equals(TIMES) && !LONG_ON_PURPOSE.contains(String.valueOf(id.getTag(UriLabels.URI)));
    }
}
