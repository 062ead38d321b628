package io.footfall.capability.scores;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics of counters and leaderboards. */
@Singleton
class ScoreMetrics {

    private final AtomicLong unsaved = new AtomicLong();
    private final Counter saved;

    ScoreMetrics(MeterRegistry registry) {
        Gauge.builder("footfall.scores.unsaved", unsaved, AtomicLong::get)
                .description("Changes of counters and leaderboards that Postgres does not hold yet")
                .register(registry);
        saved = Counter.builder("footfall.scores.saved")
                .description("Changes of counters and leaderboards that were saved in Postgres")
                .register(registry);
    }

    void unsaved(long changes) {
        unsaved.set(changes);
    }

    void saved(long changes) {
        saved.increment(changes);
    }
}
