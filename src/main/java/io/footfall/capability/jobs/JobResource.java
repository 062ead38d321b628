package io.footfall.capability.jobs;

import io.footfall.capability.idempotency.IdempotencyKeys;
import io.footfall.capability.idempotency.Idempotent;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.Cursor;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.LongOperations;
import io.footfall.platform.web.Numbers;
import io.footfall.platform.web.Page;
import io.footfall.platform.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;

/** The REST API of job queues, for other services. */
@Path("/api/jobs/{queue}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SERVICE)
@Tag(name = "Jobs", description = "Queues that hand out each job at least once")
class JobResource {

    private static final int LONGEST_WAIT_SECONDS = 60;

    private final JobQueues queues;
    private final JobWaiters waiters;
    private final Clock clock;
    private final IdempotencyKeys keys;

    JobResource(JobQueues queues, JobWaiters waiters, Clock clock, IdempotencyKeys keys) {
        this.queues = queues;
        this.waiters = waiters;
        this.clock = clock;
        this.keys = keys;
    }

    static void takesLong(@Observes LongOperations operations) {
        operations.add("/api/jobs/{queue}/claim");
    }

    private static String queueOf(String name) {
        return Ids.check("queue", name);
    }

    /**
     * Checks the name of a queue whose jobs the caller enqueues or works on. Queues that Footfall itself works on are
     * rejected; callers may only query them, and retry or purge their dead jobs.
     */
    private static String workedOn(String name) {
        return Ids.checkNotOwn("queue", name);
    }

    private static String tokenOf(String token) {
        return token == null ? "" : Ids.check("token", token);
    }

    @POST
    @Idempotent
    @Operation(
            summary = "Enqueue a job",
            description = "Ready now or at runAt. With an id it is enqueued once, however often it is sent.")
    @APIResponse(responseCode = "201", description = "Enqueued")
    @APIResponse(responseCode = "200", description = "There was one of that id, or there was until lately")
    @APIResponse(responseCode = "503", description = "The queue holds as many jobs as it may, or Redis is away")
    public Uni<RestResponse<JobBodies.EnqueuedAnswer>> enqueue(
            @Parameter(example = "mails") @RestPath String queue,
            JobBodies.Input job,
            @Context HttpServerRequest request) {
        String name = workedOn(queue);
        if (job == null) {
            throw new InvalidInputException("payload", "is missing");
        }
        NewJob wanted = job.checked(clock.instant());
        return keys.of(request)
                .chain(key -> queues.enqueue(name, named(wanted, key)))
                .map(enqueued -> RestResponse.ResponseBuilder.<JobBodies.EnqueuedAnswer>create(
                                enqueued.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK)
                        .entity(new JobBodies.EnqueuedAnswer(enqueued.id(), name, enqueued.state()))
                        .build());
    }

    /**
     * Uses the digest of the idempotency key as the id of a job without one. A request that fails, for example because
     * Redis did not reply, frees its idempotency key, although the job may have been enqueued. The id deduplicates the
     * job when the request is retried.
     */
    private static NewJob named(NewJob job, Optional<String> idempotencyKey) {
        return idempotencyKey.filter(key -> job.id().isEmpty()).map(job::withId).orElse(job);
    }

    @POST
    @Path("/claim")
    @Operation(
            summary = "Claim jobs",
            description =
                    "Waits for one where none is ready. A job that is not completed, failed or extended before its"
                            + " visibility time-out ends is handed to somebody else.")
    @APIResponse(responseCode = "200", description = "The jobs; none where none became ready in time")
    public Uni<JobBodies.ClaimedJobs> claim(
            @Parameter(example = "mails") @RestPath String queue,
            @Parameter(
                            description = "Seconds to wait for a job, 0 to 60",
                            schema = @Schema(type = SchemaType.INTEGER, defaultValue = "0"))
                    @RestQuery
                    @DefaultValue("0")
                    String wait,
            JobBodies.Claim claim,
            @Context RoutingContext request) {
        ClaimRequest want = (claim == null ? JobBodies.Claim.USUAL : claim).checked();
        return waiters.claim(workedOn(queue), want, waitOf(wait), () -> request.response()
                        .closed())
                .map(jobs -> new JobBodies.ClaimedJobs(
                        jobs.stream().map(JobBodies.ClaimedJob::of).toList()));
    }

    private static Duration waitOf(String wait) {
        return Duration.ofSeconds(Numbers.within("wait", wait, 0, LONGEST_WAIT_SECONDS));
    }

    @POST
    @Path("/{id}/complete")
    @Operation(
            summary = "Complete a job",
            description =
                    "However often it is sent within ten minutes; with a chosen id, as long as that is remembered.")
    @APIResponse(responseCode = "204", description = "It is done")
    @APIResponse(responseCode = "404", description = "There is no such job")
    @APIResponse(responseCode = "409", description = "This claim no longer holds the job")
    public Uni<Void> complete(
            @Parameter(example = "mails") @RestPath String queue,
            @Parameter(example = "mail-42") @RestPath String id,
            JobBodies.Done done) {
        return queues.complete(workedOn(queue), Ids.check("id", id), tokenOf(done == null ? null : done.token()));
    }

    @POST
    @Path("/{id}/fail")
    @Operation(
            summary = "Say that a try failed",
            description = "The job becomes ready again after a pause; after its last try it is dead.")
    @APIResponse(responseCode = "200", description = "Where it is now: delayed or dead")
    @APIResponse(responseCode = "404", description = "There is no such job")
    @APIResponse(responseCode = "409", description = "This claim no longer holds the job")
    public Uni<JobBodies.StateAnswer> fail(
            @Parameter(example = "mails") @RestPath String queue,
            @Parameter(example = "mail-42") @RestPath String id,
            JobBodies.Failed failed) {
        JobBodies.Failed said = failed == null ? JobBodies.Failed.WITHOUT_A_WORD : failed;
        return queues.fail(
                        workedOn(queue),
                        Ids.check("id", id),
                        tokenOf(said.token()),
                        said.error() == null ? "" : said.error(),
                        said.pause())
                .map(JobBodies.StateAnswer::new);
    }

    @POST
    @Path("/{id}/extend")
    @Operation(summary = "Keep a job longer", description = "Moves the end of its visibility time-out.")
    @APIResponse(responseCode = "200", description = "When it ends now")
    @APIResponse(responseCode = "404", description = "There is no such job")
    @APIResponse(responseCode = "409", description = "This claim no longer holds the job")
    public Uni<JobBodies.ExtendedAnswer> extend(
            @Parameter(example = "mails") @RestPath String queue,
            @Parameter(example = "mail-42") @RestPath String id,
            JobBodies.Extended extended) {
        JobBodies.Extended said = extended == null ? new JobBodies.Extended(null, null) : extended;
        return queues.extend(workedOn(queue), Ids.check("id", id), tokenOf(said.token()), said.checked())
                .map(JobBodies.ExtendedAnswer::new);
    }

    @GET
    @Operation(summary = "Count a queue's jobs", description = "By state. A queue that nobody used has none.")
    @APIResponse(responseCode = "200", description = "The counts")
    public Uni<JobCounts> counts(@Parameter(example = "mails") @RestPath String queue) {
        return queues.counts(queueOf(queue));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Look at a job", description = "While it is there, or its id is remembered.")
    @APIResponse(responseCode = "200", description = "The job as it is now")
    @APIResponse(responseCode = "404", description = "There is no such job")
    public Uni<JobStatus> look(
            @Parameter(example = "mails") @RestPath String queue, @Parameter(example = "mail-42") @RestPath String id) {
        return queues.look(queueOf(queue), Ids.check("id", id))
                .map(found -> found.orElseThrow(() -> new UnknownItemException("job")));
    }

    @GET
    @Path("/dead")
    @Operation(summary = "List dead jobs", description = "The latest first, paged by cursor.")
    @APIResponse(responseCode = "200", description = "A page of dead jobs")
    public Uni<Page<DeadJob>> dead(
            @Parameter(example = "mails") @RestPath String queue,
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor) {
        int most = Page.limitOf(limit);
        List<String> after = cursor == null ? List.of("+inf", "") : positionIn(cursor);
        return queues.dead(queueOf(queue), after.get(0), after.get(1), most + 1)
                .map(jobs -> Page.of(
                        jobs,
                        most,
                        last -> Cursor.of(Long.toString(last.diedAt().toEpochMilli()), last.id())));
    }

    private static List<String> positionIn(String cursor) {
        List<String> position = Cursor.read(cursor, 2);
        if (!position.get(0).matches("[0-9]{1,15}") || !Ids.isId(position.get(1))) {
            throw Cursor.invalid();
        }
        return position;
    }

    @POST
    @Path("/dead/{id}/retry")
    @Operation(summary = "Retry a dead job", description = "It is ready, and has all its tries again.")
    @APIResponse(responseCode = "204", description = "It is ready")
    @APIResponse(responseCode = "404", description = "There is no such dead job")
    public Uni<Void> retry(
            @Parameter(example = "mails") @RestPath String queue, @Parameter(example = "mail-42") @RestPath String id) {
        return queues.retry(queueOf(queue), Ids.check("id", id));
    }

    @DELETE
    @Path("/dead/{id}")
    @Operation(summary = "Delete a dead job", description = "For good.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "There is no such dead job")
    public Uni<Void> purge(
            @Parameter(example = "mails") @RestPath String queue, @Parameter(example = "mail-42") @RestPath String id) {
        return queues.purge(queueOf(queue), Ids.check("id", id));
    }

    @DELETE
    @Path("/dead")
    @Operation(summary = "Delete all dead jobs", description = "For good.")
    @APIResponse(responseCode = "200", description = "How many were deleted")
    public Uni<JobBodies.PurgedAnswer> purgeAll(@Parameter(example = "mails") @RestPath String queue) {
        return queues.purgeAll(queueOf(queue)).map(JobBodies.PurgedAnswer::new);
    }
}
