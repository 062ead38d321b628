package io.footfall.product.views.journal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Metrics of the journal. No label contains an item or a viewer. Thread-safe. */
@Singleton
public final class JournalMetrics {

    /** The result for a view of an item that could not be looked up. */
    public enum Fate {
        /** It was added to the journal. */
        KEPT,

        /** The journal was full, so the view was refused. */
        FULL,

        /** It was counted later. */
        COUNTED,

        /** The viewer had been counted before. */
        SEEN,

        /** The item does not exist. */
        MISSING,

        /** Its dedup window is over. */
        LATE,

        /** The entry is not in the format of this version of the service. */
        UNREADABLE
    }

    private final Map<Fate, Counter> views = new EnumMap<>(Fate.class);
    private final AtomicLong waiting = new AtomicLong();

    /**
     * Registers the metrics.
     *
     * @param registry the registry of all metrics
     */
    public JournalMetrics(MeterRegistry registry) {
        for (Fate fate : Fate.values()) {
            views.put(
                    fate,
                    Counter.builder("footfall.journal.views")
                            .description("Views of items that nobody could look up, by what became of them")
                            .tag("result", fate.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("footfall.journal.waiting", waiting, AtomicLong::get)
                .description("Views that wait in Redis for Postgres to say whether there is such an item")
                .baseUnit("views")
                .register(registry);
    }

    /**
     * Records for each of some views whether the journal kept it.
     *
     * @param kept for each view true if it was kept, false if the journal was full
     */
    public void kept(List<Boolean> kept) {
        long many = kept.stream().filter(Boolean::booleanValue).count();
        views.get(Fate.KEPT).increment(many);
        views.get(Fate.FULL).increment(kept.size() - many);
    }

    /**
     * Records the results of journalled views.
     *
     * @param fates the result of each view
     */
    public void replayed(Collection<Fate> fates) {
        fates.forEach(fate -> views.get(fate).increment());
    }

    /**
     * Sets how many entries the journal holds.
     *
     * @param entries the number in Redis, of all replicas
     */
    public void waiting(long entries) {
        waiting.set(entries);
    }
}
