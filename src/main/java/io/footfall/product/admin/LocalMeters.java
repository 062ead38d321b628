package io.footfall.product.admin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The counters and gauges of this replica since it started, read from the meter registry. The number of metrics is
 * bounded by the number of named caches and rate limit policies, plus a small constant.
 */
@Singleton
class LocalMeters {

    private final MeterRegistry meters;

    LocalMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Returns all counters by metric name. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        each((figure, count) -> counts.merge(figure, count, Long::sum));
        return counts;
    }

    private void each(BiConsumer<String, Long> found) {
        for (Meter meter : meters.getMeters()) {
            String figure = MetricName.of(meter.getId());
            if (figure != null) {
                found.accept(figure, countOf(meter));
            }
        }
    }

    private static long countOf(Meter meter) {
        double count = 0;
        if (meter instanceof Counter counter) {
            count = counter.count();
        } else if (meter instanceof FunctionCounter counter) {
            count = counter.count();
        }
        return Math.round(count);
    }

    /** Returns the value of a gauge, rounded; 0 where the gauge does not exist or has no value yet. */
    long gauge(String name, String... tags) {
        Gauge gauge = meters.find(name).tags(tags).gauge();
        return gauge == null || Double.isNaN(gauge.value()) ? 0 : Math.round(gauge.value());
    }
}
