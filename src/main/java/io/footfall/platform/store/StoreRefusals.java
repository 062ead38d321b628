package io.footfall.platform.store;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The refusals of one store. Each refusal is logged at ERROR when it first occurs, and again only if it did not occur
 * in the ten minutes before. Every occurrence is counted as {@code footfall.store.refusals}.
 */
public final class StoreRefusals {

    private static final Logger LOG = Logger.getLogger(StoreRefusals.class);
    private static final Duration CURRENT = Duration.ofMinutes(1);
    private static final Duration LOGGED_AGAIN_AFTER = Duration.ofMinutes(10);

    /** Bounds the memory. There are fewer commands and tables than this, but an error reply may name anything. */
    private static final int MOST_KNOWN = 200;

    private final String store;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<StoreRefusal, Instant> lastMet = new ConcurrentHashMap<>();

    /**
     * Creates an instance without refusals.
     *
     * @param store the store's name in logs and metrics
     * @param clock decides which refusals are current
     * @param metrics the registry for the counters
     */
    public StoreRefusals(String store, Clock clock, MeterRegistry metrics) {
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Records a failure if it is a refusal; ignores other failures.
     *
     * @param failure why a call failed; may be null
     */
    public void note(Throwable failure) {
        if (failure instanceof StoreUnavailableException unavailable) {
            unavailable.refusal().ifPresent(this::note);
        }
    }

    private void note(StoreRefusal refusal) {
        Counter.builder("footfall.store.refusals")
                .description("Calls that a store refused for a reason that only an operator can change")
                .tag("store", store)
                .tag("reason", refusal.code())
                .register(metrics)
                .increment();
        if (lastMet.size() >= MOST_KNOWN && !lastMet.containsKey(refusal)) {
            return;
        }
        Instant now = clock.instant();
        Instant before = lastMet.put(refusal, now);
        if (before == null || before.plus(LOGGED_AGAIN_AFTER).isBefore(now)) {
            LOG.errorf("%s refuses this service: %s", store, refusal.explanation());
        }
    }

    /**
     * Returns the refusals that occurred within the last minute.
     *
     * @return the refusals, sorted by code; empty if there is none
     */
    public List<StoreRefusal> current() {
        Instant since = clock.instant().minus(CURRENT);
        return lastMet.entrySet().stream()
                .filter(met -> met.getValue().isAfter(since))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(StoreRefusal::code).thenComparing(StoreRefusal::explanation))
                .toList();
    }

    /**
     * Returns the code of a current refusal, for responses that can hold only one.
     *
     * @return the first code of {@link #current()}; empty if there is no current refusal
     */
    public Optional<String> currentCode() {
        return current().stream().map(StoreRefusal::code).findFirst();
    }
}
