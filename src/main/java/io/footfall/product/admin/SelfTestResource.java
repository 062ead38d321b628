package io.footfall.product.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.capability.locks.LockRequest;
import io.footfall.capability.locks.Locks;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.platform.web.ConflictException;
import io.footfall.platform.web.LongOperations;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** Runs the self-test for operators. */
@Path("/api/admin/self-test")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.OPERATOR)
@Tag(name = "Operating")
class SelfTestResource {

    private static final Logger LOG = Logger.getLogger(SelfTestResource.class);
    private static final Duration LONGEST_STEP = Duration.ofSeconds(2);
    private static final double MICROS_PER_MILLI = 1e3;

    /** The result of one step. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Step(
            @Schema(examples = "pubSub") String name,
            boolean success,

            @Schema(examples = "1.4", description = "Milliseconds")
            double duration,

            @Schema(examples = "Redis does not answer", description = "What went wrong, where something did")
            String error) {}

    /** The results of all steps. */
    record Report(
            boolean success,

            @Schema(examples = "21.5", description = "Milliseconds")
            double duration,

            List<Step> steps) {

        static Report of(List<Step> steps) {
            double duration = steps.stream().mapToDouble(Step::duration).sum();
            return new Report(
                    steps.stream().allMatch(Step::success),
                    Math.round(duration * MICROS_PER_MILLI) / MICROS_PER_MILLI,
                    steps);
        }
    }

    private final SelfTest test;
    private final Locks locks;

    SelfTestResource(SelfTest test, Locks locks) {
        this.test = test;
        this.locks = locks;
    }

    static void takesLong(@Observes LongOperations operations) {
        operations.add("/api/admin/self-test");
    }

    @POST
    @Operation(
            summary = "Try everything",
            description =
                    "Step by step what requests do: Redis, set and get, the cache, a rate limit, a lock, a queue, pub/sub, Postgres. Each"
                            + " step takes 2 seconds at most, and cleans up.")
    @APIResponse(responseCode = "200", description = "What became of each step, also where some failed")
    @APIResponse(responseCode = "409", description = "Another self-test is running")
    public Uni<Report> run() {
        LockRequest alone = LockRequest.of(
                SelfTest.NAME, LONGEST_STEP.multipliedBy(test.steps().size()));
        return locks.withLock(alone, held -> steps())
                .map(report -> report.orElseThrow(() -> new ConflictException("Another self-test is running.")))
                .onFailure(StoreUnavailableException.class)
                // Without Redis there is no lock; the steps run all the same and report the outage in detail.
                .recoverWithUni(this::steps);
    }

    private Uni<Report> steps() {
        return Multi.createFrom()
                .iterable(test.steps().entrySet())
                .onItem()
                .transformToUniAndConcatenate(step -> run(step.getKey(), step.getValue()))
                .collect()
                .asList()
                .map(Report::of);
    }

    private Uni<Step> run(String name, Function<String, Uni<Void>> work) {
        return Uni.createFrom().deferred(() -> {
            long start = System.nanoTime();
            return Uni.createFrom()
                    .deferred(() -> work.apply(UUID.randomUUID().toString()))
                    .ifNoItem()
                    .after(LONGEST_STEP)
                    .fail()
                    .map(done -> step(name, start, null))
                    .onFailure()
                    .recoverWithItem(failure -> step(name, start, errorOf(name, failure)));
        });
    }

    private static Step step(String name, long start, String error) {
        long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
        return new Step(name, error == null, micros / MICROS_PER_MILLI, error);
    }

    /**
     * Returns the message of a failure only where this service wrote it. Other failures are logged, and the response
     * does not contain their text.
     */
    private static String errorOf(String name, Throwable failure) {
        if (failure instanceof SelfTest.Wrong || failure instanceof StoreUnavailableException) {
            return failure.getMessage();
        }
        if (failure instanceof TimeoutException) {
            return "Nothing came of it within " + LONGEST_STEP.toSeconds() + " seconds.";
        }
        LOG.warnf(failure, "the self-test failed: %s", name);
        return "It failed; the log says how.";
    }
}
