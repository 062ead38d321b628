package io.footfall.capability.jobs;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.RawJson;
import io.footfall.platform.web.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Request and response bodies of {@link JobResource}. */
final class JobBodies {

    private static final String DEAD = "dead";
    private static final int HIGHEST_PRIORITY = 9;
    private static final int MOST_TRIES = 100;
    private static final int LONGEST_BACKOFF_SECONDS = 3_600;
    private static final int LONGEST_VISIBILITY_SECONDS = 43_200;
    private static final int USUAL_VISIBILITY_SECONDS = 30;
    private static final int MOST_CLAIMED = 100;
    private static final Duration LONGEST_DELAY = Duration.ofDays(366);

    private JobBodies() {}

    /** A job to enqueue. */
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

    /** Request body of a claim. */
    record Claim(
            @Schema(description = "1 to 43200, 30 where nothing is said", examples = "30")
            Integer visibilitySeconds,

            @Schema(description = "Most jobs, 1 to 100; 1 where nothing is said", examples = "1")
            Integer max) {

        static final Claim USUAL = new Claim(null, null);

        ClaimRequest checked() {
            return new ClaimRequest(
                    within("max", max, 1, MOST_CLAIMED, 1), visibility(visibilitySeconds, USUAL_VISIBILITY_SECONDS));
        }
    }

    /** Request body of complete. */
    record Done(
            @Schema(description = "Of the claim; whoever holds the job where nothing is said")
            String token) {}

    /** Request body of fail. */
    record Failed(
            @Schema(description = "Of the claim; whoever holds the job where nothing is said")
            String token,

            @Schema(description = "For operators, cut to 500 characters", examples = "mail server refused")
            String error,

            @Schema(description = "0 to 3600; by the number of tries where nothing is said", examples = "10")
            Integer retryAfterSeconds) {

        static final Failed WITHOUT_A_WORD = new Failed(null, null, null);

        Optional<Duration> pause() {
            return Optional.ofNullable(retryAfterSeconds)
                    .map(seconds ->
                            Duration.ofSeconds(within("retryAfterSeconds", seconds, 0, LONGEST_BACKOFF_SECONDS, 0)));
        }
    }

    /** Request body of extend. */
    record Extended(
            @Schema(description = "Of the claim; whoever holds the job where nothing is said")
            String token,

            @Schema(required = true, description = "From now on, 1 to 43200", examples = "30")
            Integer visibilitySeconds) {

        Duration checked() {
            if (visibilitySeconds == null) {
                throw new InvalidInputException("visibilitySeconds", "takes 1 to " + LONGEST_VISIBILITY_SECONDS);
            }
            return visibility(visibilitySeconds, USUAL_VISIBILITY_SECONDS);
        }
    }

    /** Response body of enqueue. */
    record EnqueuedAnswer(
            String id,
            String queue,
            @Schema(implementation = String.class) JobState state) {}

    /** A claimed job in a response. */
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

    /** Response body of a claim. */
    record ClaimedJobs(List<ClaimedJob> items) {}

    /** The state of a job after fail: delayed or dead. */
    record StateAnswer(
            @Schema(implementation = String.class) JobState state) {}

    /** The new end of the visibility timeout. */
    record ExtendedAnswer(Instant visibleUntil) {}

    /** Number of dead jobs that were deleted. */
    record PurgedAnswer(long purged) {}

    static int within(String field, Integer value, int min, int max, int usual) {
        int number = value == null ? usual : value;
        if (number < min || number > max) {
            throw new InvalidInputException(field, "takes " + min + " to " + max);
        }
        return number;
    }

    private static Duration visibility(Integer seconds, int usual) {
        return Duration.ofSeconds(within("visibilitySeconds", seconds, 1, LONGEST_VISIBILITY_SECONDS, usual));
    }
}
