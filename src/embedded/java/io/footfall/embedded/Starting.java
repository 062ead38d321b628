package io.footfall.embedded;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The start of a store in its own thread. The start of the service waits for it with a timeout, and prints a line while
 * it waits.
 */
final class Starting {

    /**
     * The timeout of a start. A failed start then ends within a minute, although a slow store may take some seconds to
     * stop.
     */
    static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final Duration BETWEEN_REMARKS = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /**
     * How a store is started.
     *
     * @param store the store
     * @param start starts the store and returns when it accepts connections
     * @param refusal returns the reason as soon as it is known that the store will not start; empty until then
     */
    record Plan(Store store, Callable<?> start, Callable<Optional<String>> refusal) {}

    private final Store store;
    private final Callable<Optional<String>> refusal;
    private final FutureTask<?> task;
    private final Instant began = Instant.now();
    private Instant nextRemark = began.plus(BETWEEN_REMARKS);

    private Starting(Plan plan) {
        this.store = plan.store();
        this.refusal = plan.refusal();
        this.task = new FutureTask<>(plan.start());
        Thread thread = new Thread(task, "start " + store.title());
        thread.setDaemon(true);
        thread.start();
    }

    static Starting begin(Plan plan) {
        return new Starting(plan);
    }

    /**
     * Waits until the store accepts connections.
     *
     * @param remarks receives a line every five seconds
     * @throws StartFailure if the store does not start, or not within {@link #PATIENCE}
     */
    void await(PrintStream remarks) {
        try {
            while (!runs()) {
                Optional<String> reason = refusal.call();
                if (reason.isPresent()) {
                    throw store.failure(reason.get());
                }
                remark(remarks);
            }
        } catch (ExecutionException e) {
            throw store.failure(e.getCause());
        } catch (StartFailure e) {
            throw e;
        } catch (Exception e) {
            throw store.failure(e);
        }
    }

    private boolean runs() throws ExecutionException, InterruptedException {
        try {
            task.get(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void remark(PrintStream remarks) {
        Instant now = Instant.now();
        Duration waited = Duration.between(began, now);
        if (waited.compareTo(PATIENCE) >= 0) {
            throw store.tooSlow(PATIENCE);
        }
        if (now.isAfter(nextRemark)) {
            remarks.printf(
                    "%s takes long to start: %d s so far, of %d at most%n",
                    store.title(), waited.toSeconds(), PATIENCE.toSeconds());
            nextRemark = now.plus(BETWEEN_REMARKS);
        }
    }
}
