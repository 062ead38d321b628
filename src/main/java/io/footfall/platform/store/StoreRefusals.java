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
 * The refusals of a store. Each is one line in the log, at ERROR, when it is first met, and another one only where it was not met for ten minutes
 * before; each time is counted as {@code footfall.store.refusals}.
 */
public final class StoreRefusals {

    private static final Logger LOG = Logger.getLogger(StoreRefusals.class);
    private static final Duration CURRENT = Duration.ofMinutes(1);
    private static final Duration LOGGED_AGAIN_AFTER = Duration.ofMinutes(10);

    /** More kinds than there are commands and tables; an answer may still name anything. */
    private static final int MOST_KNOWN = 200;

    private final String store;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<StoreRefusal, Instant> lastMet = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param store the store's name in logs and metrics
     * @param clock tells which refusals are current
     * @param metrics where they are counted
     */
    public StoreRefusals(String store, Clock clock, MeterRegistry metrics) {
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * Takes note of the refusal that a failure is, if it is one.
     *
     * @param failure why a call failed
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
     * Refusals that were met within the last minute.
     *
     * @return by code; empty where the store refuses nothing
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
     * The code of a current refusal, for an answer that has room for one.
     *
     * @return empty where the store refuses nothing
     */
    public Optional<String> currentCode() {
        return current().stream().map(StoreRefusal::code).findFirst();
    }
}
