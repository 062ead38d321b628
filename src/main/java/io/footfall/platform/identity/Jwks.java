package io.footfall.platform.identity;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * A key source that reads a JWKS endpoint. Keys are fetched at startup, periodically in the background, and on demand.
 * At most one fetch is in flight at a time.
 *
 * <p>Known keys stay valid while the endpoint fails. A fetch on demand begins at least one second after the previous
 * fetch began ({@link Pace#least}). Tokens with made-up key ids therefore cause at most one fetch per second, and a
 * token with a newly published key waits for the next fetch. No client can use up the fetch that another client needs.
 */
final class Jwks implements KeySource {

    private static final Logger LOG = Logger.getLogger(Jwks.class);

    /**
     * The intervals between fetches.
     *
     * @param refresh the delay after a successful fetch
     * @param retry the delay after a failed fetch
     * @param least the minimum time between the start of a fetch and the start of a fetch on demand after it
     */
    record Pace(Duration refresh, Duration retry, Duration least) {

        static final Pace USUAL = new Pace(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofSeconds(1));
    }

    private final Vertx vertx;
    private final Supplier<Future<VerificationKeys>> endpoint;
    private final Pace pace;
    private final Counter fetched;
    private final Counter failed;

    /** The context to which all non-volatile fields are confined: they are read and written only there. */
    private final Context context;

    private volatile VerificationKeys keys = VerificationKeys.NONE;

    /** The fetch in flight; null if there is none. */
    private Promise<VerificationKeys> running;

    /** The fetch on demand that has not begun; null if none was requested. Callers share it. */
    private Promise<VerificationKeys> next;

    private long beganNanos;
    private long timer;
    private boolean isFailing;

    Jwks(Vertx vertx, Supplier<Future<VerificationKeys>> endpoint, Pace pace, MeterRegistry meters) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.pace = pace;
        this.fetched = counter("fetched", meters);
        this.failed = counter("failed", meters);
        this.context = vertx.getOrCreateContext();
        this.beganNanos = System.nanoTime() - pace.least().toNanos();
    }

    private static Counter counter(String result, MeterRegistry meters) {
        return Counter.builder("footfall.identity.key.fetches")
                .description("Fetches of the keys that tokens of readers are verified with, by result")
                .tag("result", result)
                .register(meters);
    }

    @Override
    public VerificationKeys keys() {
        return keys;
    }

    @Override
    public boolean mayChange() {
        return true;
    }

    @Override
    public Future<VerificationKeys> afterFetchUnderWay() {
        return inTurn(() -> running == null ? Future.succeededFuture(keys) : running.future());
    }

    @Override
    public Future<VerificationKeys> fetchedAgain() {
        return inTurn(() -> {
            if (next == null) {
                next = Promise.promise();
                if (running == null) {
                    scheduleIn(untilAllowed());
                }
            }
            return next.future();
        });
    }

    private Future<VerificationKeys> inTurn(Supplier<Future<VerificationKeys>> question) {
        Promise<VerificationKeys> answer = Promise.promise();
        context.runOnContext(turn -> question.get().onComplete(answer));
        return answer.future();
    }

    private Duration untilAllowed() {
        return pace.least().minusNanos(System.nanoTime() - beganNanos);
    }

    /** Schedules the next fetch and cancels the one that was scheduled before. */
    private void scheduleIn(Duration delay) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(Math.max(1, delay.toMillis()), due -> begin());
    }

    private void begin() {
        running = next == null ? Promise.promise() : next;
        next = null;
        beganNanos = System.nanoTime();
        endpoint.get().onComplete(result -> context.runOnContext(turn -> end(result)));
    }

    private void end(AsyncResult<VerificationKeys> result) {
        Promise<VerificationKeys> ended = running;
        running = null;
        record(result);
        if (result.succeeded()) {
            keys = result.result();
        }
        Duration pause = result.succeeded() ? pace.refresh() : pace.retry();
        scheduleIn(next == null ? pause : untilAllowed());
        ended.handle(result);
    }

    /** Counts the result. Logs only the first failure of an outage and the first success after it. */
    private void record(AsyncResult<VerificationKeys> result) {
        (result.succeeded() ? fetched : failed).increment();
        if (result.failed() && !isFailing) {
            LOG.warnf(
                    "the keys of readers' tokens cannot be fetched from MP_JWT_VERIFY_PUBLICKEY_LOCATION, %s: %s",
                    keys == VerificationKeys.NONE
                            ? "no reader signs in before they are"
                            : "those that are known go on to count",
                    result.cause());
        } else if (result.succeeded() && isFailing) {
            LOG.info("the keys of readers' tokens are fetched again");
        }
        isFailing = result.failed();
    }
}
