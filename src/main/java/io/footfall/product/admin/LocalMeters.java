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
 * What this replica counted since its start, read from its meters, and what they show. The number of figures is that of named
 * caches and policies, and some more.
 */
@Singleton
class LocalMeters {

    private final MeterRegistry meters;

    LocalMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** All that is counted, by figure. */
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

    /** What a gauge shows; 0 where there is none yet. */
    long gauge(String name, String... tags) {
        Gauge gauge = meters.find(name).tags(tags).gauge();
        return gauge == null || Double.isNaN(gauge.value()) ? 0 : Math.round(gauge.value());
    }
}
