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
 * The keys of a JWKS endpoint: fetched at the start and again and again in the background, and when somebody asks, one fetch at a time.
 *
 * <p>Keys that are known go on to count while the endpoint fails. Fetches that are asked for begin at least a second apart: whoever sends
 * tokens with made-up key ids causes one a second, and whoever comes with a key that was published meanwhile waits for the next one of
 * those. So nobody can use up the fetch that somebody else needs.
 */
final class Jwks implements KeySource {

    private static final Logger LOG = Logger.getLogger(Jwks.class);

    /**
     * How often keys are fetched.
     *
     * @param refresh after a fetch that went well
     * @param retry after one that failed
     * @param least between the beginnings of two that somebody asks for
     */
    record Pace(Duration refresh, Duration retry, Duration least) {

        static final Pace USUAL = new Pace(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofSeconds(1));
    }

    private final Vertx vertx;
    private final Supplier<Future<VerificationKeys>> endpoint;
    private final Pace pace;
    private final Counter fetched;
    private final Counter failed;

    /** All that is not volatile is looked at and changed here alone. */
    private final Context context;

    private volatile VerificationKeys keys = VerificationKeys.NONE;

    /** The fetch that is under way; null: none. */
    private Promise<VerificationKeys> running;

    /** The one that somebody asked for and that has not begun; null: nobody did. */
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

    /** In place of what was scheduled before. */
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

    /** Once when it begins to fail, and once when that is over. */
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
