package io.footfall.jobs;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.footfall.identity.Roles;
import io.footfall.web.Cursor;
import io.footfall.web.Ids;
import io.footfall.web.InvalidInputException;
import io.footfall.web.Page;
import io.footfall.web.RawJson;
import io.footfall.web.Times;
import io.footfall.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
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
import java.time.Instant;
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

/** Queues for other services. */
@Path("/api/jobs/{queue}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SERVICE)
@Tag(name = "Jobs", description = "Queues that hand out each job at least once")
class JobResource {

    private static final String DEAD = "dead";
    private static final int HIGHEST_PRIORITY = 9;
    private static final int MOST_TRIES = 100;
    private static final int LONGEST_BACKOFF_SECONDS = 3_600;
    private static final int LONGEST_VISIBILITY_SECONDS = 43_200;
    private static final int USUAL_VISIBILITY_SECONDS = 30;
    private static final int MOST_CLAIMED = 100;
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final Duration LONGEST_DELAY = Duration.ofDays(366);

    private final JobQueues queues;
    private final JobWaiters waiters;
    private final Clock clock;

    JobResource(JobQueues queues, JobWaiters waiters, Clock clock) {
        this.queues = queues;
        this.waiters = waiters;
        this.clock = clock;
    }

    /** A job to be enqueued. */
    record Input(
            @Schema(description = "Makes enqueueing idempotent", pattern = Ids.PATTERN, examples = "mail-42")
            String id,

            @Schema(
                    required = true,
                    implementation = Object.class,
                    description = "Any JSON",
                    examples = "{\"to\": \"u1\"}")
            @JsonDeserialize(using = RawJson.class)
            String payload,

            @Schema(description = "0 to 9, 5 where nothing is said; higher ones go first", examples = "5")
            Integer priority,

            @Schema(description = "When it becomes ready; now where nothing is said, up to 366 days ahead")
            Instant runAt,

            @Schema(description = "1 to 100, 5 where nothing is said", examples = "5")
            Integer maxTries,

            @Schema(
                    description =
                            "Pause before the second try, which doubles with each: 0 to 3600, 1 where nothing is said",
                    examples = "1")
            Integer backoffSeconds) {

        NewJob checked(Instant now) {
            if (payload == null) {
                throw new InvalidInputException("payload", "is missing");
            }
            if (DEAD.equals(Ids.check("id", id == null ? "none" : id))) {
                throw new InvalidInputException("id", "takes another word than dead, which is a path");
            }
            if (runAt != null && Times.check("runAt", runAt).isAfter(now.plus(LONGEST_DELAY))) {
                throw new InvalidInputException("runAt", "takes a time up to 366 days ahead");
            }
            return new NewJob(
                    Optional.ofNullable(id),
                    payload,
                    within("priority", priority, 0, HIGHEST_PRIORITY, NewJob.USUAL_PRIORITY),
                    Optional.ofNullable(runAt),
                    within("maxTries", maxTries, 1, MOST_TRIES, NewJob.USUAL_TRIES),
                    Duration.ofSeconds(within("backoffSeconds", backoffSeconds, 0, LONGEST_BACKOFF_SECONDS, (int)
                            NewJob.USUAL_BACKOFF.toSeconds())));
        }
    }

    /** What to claim. */
    record Claim(
            @Schema(description = "1 to 43200, 30 where nothing is said", examples = "30")
            Integer visibilitySeconds,

            @Schema(description = "Most jobs, 1 to 100; 1 where nothing is said", examples = "1")
            Integer max) {

        private static final Claim USUAL = new Claim(null, null);

        Want checked() {
            return new Want(
                    within("max", max, 1, MOST_CLAIMED, 1), visibility(visibilitySeconds, USUAL_VISIBILITY_SECONDS));
        }
    }

    /** Which claim is meant. */
    record Done(
            @Schema(description = "Of the claim; whoever holds the job where nothing is said")
            String token) {}

    /** What went wrong. */
    record Failed(
            @Schema(description = "Of the claim; whoever holds the job where nothing is said")
            String token,

            @Schema(description = "For operators, cut to 500 characters", examples = "mail server refused")
            String error,

            @Schema(description = "0 to 3600; by the number of tries where nothing is said", examples = "10")
            Integer retryAfterSeconds) {}

    /** How much longer. */
    record Extended(
            @Schema(description = "Of the claim; whoever holds the job where nothing is said")
            String token,

            @Schema(required = true, description = "From now on, 1 to 43200", examples = "30")
            Integer visibilitySeconds) {}

    /** A job that was enqueued. */
    record EnqueuedAnswer(
            String id,
            String queue,
            @Schema(implementation = String.class) JobState state) {}

    /** A job that was claimed. */
    record ClaimedJob(
            String id,

            @JsonRawValue @Schema(implementation = Object.class)
            String payload,

            int attempt,
            int maxTries,
            int priority,
            String token,
            Instant visibleUntil) {

        static ClaimedJob of(Job job) {
            return new ClaimedJob(
                    job.id(),
                    job.payload(),
                    job.attempt(),
                    job.maxTries(),
                    job.priority(),
                    job.token(),
                    job.visibleUntil());
        }
    }

    /** Jobs that were claimed. */
    record ClaimedJobs(List<ClaimedJob> items) {}

    /** Where a job is now. */
    record StateAnswer(
            @Schema(implementation = String.class) JobState state) {}

    /** Until when a claim holds. */
    record ExtendedAnswer(Instant visibleUntil) {}

    /** How many were deleted. */
    record PurgedAnswer(long purged) {}

    private static int within(String field, Integer value, int min, int max, int usual) {
        int number = value == null ? usual : value;
        if (number < min || number > max) {
            throw new InvalidInputException(field, "takes " + min + " to " + max);
        }
        return number;
    }

    private static Duration visibility(Integer seconds, int usual) {
        return Duration.ofSeconds(within("visibilitySeconds", seconds, 1, LONGEST_VISIBILITY_SECONDS, usual));
    }

    private static String queueOf(String name) {
        return Ids.check("queue", name);
    }

    private static String tokenOf(String token) {
        return token == null ? "" : Ids.check("token", token);
    }

    @POST
    @Operation(
            summary = "Enqueue a job",
            description = "Ready now or at runAt. With an id it is enqueued once, however often it is sent.")
    @APIResponse(responseCode = "201", description = "Enqueued")
    @APIResponse(responseCode = "200", description = "There was one of that id, or there was until lately")
    @APIResponse(responseCode = "503", description = "The queue holds as many jobs as it may, or Redis is away")
    public Uni<RestResponse<EnqueuedAnswer>> enqueue(@Parameter(example = "mails") @RestPath String queue, Input job) {
        String name = queueOf(queue);
        if (job == null) {
            throw new InvalidInputException("payload", "is missing");
        }
        return queues.enqueue(name, job.checked(clock.instant()))
                .map(enqueued -> RestResponse.ResponseBuilder.<EnqueuedAnswer>create(
                                enqueued.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK)
                        .entity(new EnqueuedAnswer(enqueued.id(), name, enqueued.state()))
                        .build());
    }

    @POST
    @Path("/claim")
    @Operation(
            summary = "Claim jobs",
            description =
                    "Waits for one where none is ready. A job that is not completed, failed or extended before its"
                            + " visibility time-out ends is handed to somebody else.")
    @APIResponse(responseCode = "200", description = "The jobs; none where none became ready in time")
    public Uni<ClaimedJobs> claim(
            @Parameter(example = "mails") @RestPath String queue,
            @Parameter(
                            description = "Seconds to wait for a job, 0 to 60",
                            schema = @Schema(type = SchemaType.INTEGER, defaultValue = "0"))
                    @RestQuery
                    @DefaultValue("0")
                    String wait,
            Claim claim,
            @Context RoutingContext request) {
        Want want = (claim == null ? Claim.USUAL : claim).checked();
        return waiters.claim(queueOf(queue), want, waitOf(wait), () -> request.response()
                        .closed())
                .map(jobs -> new ClaimedJobs(jobs.stream().map(ClaimedJob::of).toList()));
    }

    private static Duration waitOf(String wait) {
        try {
            return Duration.ofSeconds(within("wait", Integer.valueOf(wait), 0, LONGEST_WAIT_SECONDS, 0));
        } catch (NumberFormatException e) {
            throw new InvalidInputException("wait", "takes 0 to " + LONGEST_WAIT_SECONDS);
        }
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
            Done done) {
        return queues.complete(queueOf(queue), Ids.check("id", id), tokenOf(done == null ? null : done.token()));
    }

    @POST
    @Path("/{id}/fail")
    @Operation(
            summary = "Say that a try failed",
            description = "The job becomes ready again after a pause; after its last try it is dead.")
    @APIResponse(responseCode = "200", description = "Where it is now: delayed or dead")
    @APIResponse(responseCode = "404", description = "There is no such job")
    @APIResponse(responseCode = "409", description = "This claim no longer holds the job")
    public Uni<StateAnswer> fail(
            @Parameter(example = "mails") @RestPath String queue,
            @Parameter(example = "mail-42") @RestPath String id,
            Failed failed) {
        Failed said = failed == null ? new Failed(null, null, null) : failed;
        Optional<Duration> pause = Optional.ofNullable(said.retryAfterSeconds())
                .map(seconds ->
                        Duration.ofSeconds(within("retryAfterSeconds", seconds, 0, LONGEST_BACKOFF_SECONDS, 0)));
        return queues.fail(
                        queueOf(queue),
                        Ids.check("id", id),
                        tokenOf(said.token()),
                        said.error() == null ? "" : said.error(),
                        pause)
                .map(StateAnswer::new);
    }

    @POST
    @Path("/{id}/extend")
    @Operation(summary = "Keep a job longer", description = "Moves the end of its visibility time-out.")
    @APIResponse(responseCode = "200", description = "When it ends now")
    @APIResponse(responseCode = "404", description = "There is no such job")
    @APIResponse(responseCode = "409", description = "This claim no longer holds the job")
    public Uni<ExtendedAnswer> extend(
            @Parameter(example = "mails") @RestPath String queue,
            @Parameter(example = "mail-42") @RestPath String id,
            Extended extended) {
        if (extended == null || extended.visibilitySeconds() == null) {
            throw new InvalidInputException("visibilitySeconds", "takes 1 to " + LONGEST_VISIBILITY_SECONDS);
        }
        return queues.extend(
                        queueOf(queue),
                        Ids.check("id", id),
                        tokenOf(extended.token()),
                        visibility(extended.visibilitySeconds(), USUAL_VISIBILITY_SECONDS))
                .map(ExtendedAnswer::new);
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
    public Uni<JobLook> look(
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
    public Uni<PurgedAnswer> purgeAll(@Parameter(example = "mails") @RestPath String queue) {
        return queues.purgeAll(queueOf(queue)).map(PurgedAnswer::new);
    }
}
