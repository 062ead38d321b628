package io.footfall.capability.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.vertx.redis.client.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The current status of a job.
 *
 * @param id its id
 * @param state its state
 * @param payload JSON for the workers; null where the job is completed
 * @param tries number of tries so far; 0 where the job is completed
 * @param maxTries maximum number of tries; 0 where the job is completed
 * @param priority 0 to 9; 0 where the job is completed
 * @param error the error of the last failed try; null where no try failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "JobLook")
record JobStatus(
        String id,
        @Schema(implementation = String.class) JobState state,
        @JsonRawValue @Schema(implementation = Object.class) String payload,
        int tries,
        int maxTries,
        int priority,
        String error) {

    static Optional<JobStatus> of(String id, Response answer) {
        return answer.size() == 0
                ? Optional.empty()
                : Optional.of(new JobStatus(
                        id,
                        JobState.of(answer.get(0).toString()),
                        textOf(answer.get(1)),
                        answer.get(2).toInteger(),
                        answer.get(3).toInteger(),
                        answer.get(4).toInteger(),
                        textOf(answer.get(5))));
    }

    private static String textOf(Response text) {
        String value = text.toString();
        return value.isEmpty() ? null : value;
    }
}
