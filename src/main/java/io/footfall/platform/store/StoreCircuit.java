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
 * A circuit breaker (M. Nygard, <i>Release It!</i>) that keeps requests from waiting for an unavailable store. It opens
 * when at least half of the last 10 calls failed, counting from 3 calls on, or when {@link #open} is called. No request
 * serves as its trial call: while it is open, a probe of the gateway checks the store, with growing pauses, and closes
 * it.
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
     * Creates a closed circuit.
     *
     * @param store the store's name in logs and metrics
     * @param clock measures how long the circuit was open
     * @param metrics the registry for its state
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
                        // Only the probe closes the circuit, so it must not become half open by itself.
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
     * Whether requests may call the store.
     *
     * @return false from the moment the circuit opened until a probe closed it
     */
    public boolean isClosed() {
        return breaker.getState() == CircuitBreaker.State.CLOSED;
    }

    /** Records a call with a reply. */
    public void succeeded() {
        if (isClosed()) {
            breaker.onSuccess(0, TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Returns how often the circuit has opened. Callers compare it with the value before a call: the result of a call
     * that began before the last opening says nothing about the current state of the store.
     *
     * @return a number that only grows
     */
    public int openings() {
        return openings.get();
    }

    /**
     * Records a call without a reply.
     *
     * @param cause why the call failed
     */
    public void failed(Throwable cause) {
        failures.increment();
        if (isClosed()) {
            lastFailure = cause;
            breaker.onError(0, TimeUnit.NANOSECONDS, cause);
        }
    }

    /**
     * Opens the circuit without waiting for more failures.
     *
     * @param cause why it opens
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

    /**
     * Handles each change of state, whatever caused it. A successful call can open the circuit too: it may be the call
     * that makes the number of calls large enough, when half of them have failed.
     */
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

    /** Returns only the kind of the failure, because its message may contain an address. */
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

    /** Closes the circuit, because a probe got a reply. Does nothing if it is closed. */
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
     * Adds a listener that is called each time the circuit opens.
     *
     * @param action receives the cause; must not block
     */
    public void whenOpened(Consumer<Throwable> action) {
        whenOpened.add(action);
    }

    /**
     * Adds a listener that is called each time the circuit closes again.
     *
     * @param action the action; must not block
     */
    public void whenClosed(Runnable action) {
        whenClosed.add(action);
    }
}
