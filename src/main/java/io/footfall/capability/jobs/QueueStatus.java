package io.footfall.capability.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.vertx.redis.client.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A job as it is now.
 *
 * @param id its id
 * @param state where it is
 * @param payload what workers are told, JSON; null where it was completed
 * @param tries how often it was tried
 * @param maxTries how often it is tried at most
 * @param priority 0 to 9
 * @param error what went wrong last; null where nothing did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "JobLook")
record QueueStatus(
        String id,
        @Schema(implementation = String.class) JobState state,
        @JsonRawValue @Schema(implementation = Object.class) String payload,
        int tries,
        int maxTries,
        int priority,
        String error) {

    static Optional<QueueStatus> of(String id, Response answer) {
        return answer.size() == 0
                ? Optional.empty()
                : Optional.of(new QueueStatus(
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
