package io.footfall.platform.store;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Keeps requests from waiting for a store that does not answer: a circuit breaker (M. Nygard, <i>Release It!</i>) that
 * opens when half of the last calls failed, or when it is told to. No request is its trial call: while it is open, a
 * probe of the gateway asks the store, with growing pauses, and closes it.
 *
 * <p>Each change is one line in the log; the state is the gauge {@code footfall.store.circuit.open}.
 */
public final class StoreCircuit {

    private static final Logger LOG = Logger.getLogger(StoreCircuit.class);
    private static final int CALLS_LOOKED_AT = 10;
    private static final int FEWEST_CALLS = 3;
    private static final float FAILURES_PERCENT = 50;

    private final String store;
    private final Clock clock;
    private final CircuitBreaker breaker;
    private final Counter failures;
    private final List<Consumer<Throwable>> whenOpened = new CopyOnWriteArrayList<>();
    private final List<Runnable> whenClosed = new CopyOnWriteArrayList<>();
    private volatile Instant openSince;
    private final AtomicInteger openings = new AtomicInteger();
    private volatile Throwable lastFailure;

    /**
     * A closed circuit.
     *
     * @param store the store's name in logs and metrics
     * @param clock tells how long it was open
     * @param metrics where its state is shown
     */
    public StoreCircuit(String store, Clock clock, MeterRegistry metrics) {
        this.store = store;
        this.clock = clock;
        this.breaker = CircuitBreaker.of(
                store,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(CALLS_LOOKED_AT)
                        .minimumNumberOfCalls(FEWEST_CALLS)
                        .failureRateThreshold(FAILURES_PERCENT)
                        // Only the probe closes it, so it never becomes half open by itself.
                        .waitDurationInOpenState(Duration.ofDays(365))
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> changed(event.getStateTransition()));
        this.failures = Counter.builder("footfall.store.failures")
                .description("Calls that a store did not answer")
                .tag("store", store)
                .register(metrics);
        Gauge.builder("footfall.store.circuit.open", this, circuit -> circuit.isClosed() ? 0 : 1)
                .description("1 while requests do without the store")
                .tag("store", store)
                .register(metrics);
    }

    /**
     * Whether requests may ask the store.
     *
     * @return false from the moment it opened until a probe closed it
     */
    public boolean isClosed() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    /** A call was answered. */
    public void succeeded() {
        if (isClosed()) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
    }

    /**
     * How often it has opened: what a call that began before meets says nothing of the store as it is now.
     *
     * @return a number that only grows
     */
    public int openings() {
        return openings.get();
    }

    /**
     * A call was not answered.
     *
     * @param cause why
     */
    public void failed(Throwable cause) {
        failures.increment();
        if (isClosed()) {
            lastFailure = cause;
            breaker.onError(0, TimeUnit.NANOSECONDS, cause);
        }
    }

    /**
     * Opens without waiting for more failures.
     *
     * @param cause why
     */
    public void open(Throwable cause) {
        synchronized (breaker) {
            if (!isClosed()) {
                return;
            }
            lastFailure = cause;
            breaker.transitionToOpenState();
        }
    }

    /** However it opened: a success too may be the call that completes the picture of a store that fails. */
    private void changed(CircuitBreaker.StateTransition transition) {
        if (transition.getToState() == CircuitBreaker.State.OPEN) {
            Throwable cause = lastFailure;
            openSince = clock.instant();
            openings.incrementAndGet();
            LOG.warnf("%s %s, requests do without it: %s", store, whatHappened(cause), reasonOf(cause));
            whenOpened.forEach(told -> told.accept(cause));
        }
    }

    private static String whatHappened(Throwable cause) {
        return refusalIn(cause).isPresent() ? "refuses this service" : "does not answer";
    }

    private static Optional<StoreRefusal> refusalIn(Throwable cause) {
        return cause instanceof StoreUnavailableException unavailable ? unavailable.refusal() : Optional.empty();
    }

    /** Only what kind of failure it was: a message may carry an address. */
    private static String reasonOf(Throwable cause) {
        Optional<StoreRefusal> refusal = refusalIn(cause);
        if (refusal.isPresent()) {
            return refusal.get().code();
        }
        Throwable deepest = cause;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getClass().getSimpleName();
    }

    /** A probe was answered. */
    public void close() {
        Instant since;
        synchronized (breaker) {
            if (isClosed()) {
                return;
            }
            since = openSince;
            openSince = null;
            breaker.reset();
        }
        LOG.infof("%s answers again after %d ms", store, millisSince(since));
        whenClosed.forEach(Runnable::run);
    }

    private long millisSince(Instant since) {
        return since == null ? 0 : Duration.between(since, clock.instant()).toMillis();
    }

    /**
     * Asks to be told whenever the circuit opens.
     *
     * @param action what to do with the cause; it must not block
     */
    public void whenOpened(Consumer<Throwable> action) {
        whenOpened.add(action);
    }

    /**
     * Asks to be told whenever the circuit closes again.
     *
     * @param action what to do then; it must not block
     */
    public void whenClosed(Runnable action) {
        whenClosed.add(action);
    }
}
