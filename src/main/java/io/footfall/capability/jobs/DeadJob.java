package io.footfall.capability.jobs;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A job whose last try failed or timed out.
 *
 * @param id its id
 * @param payload JSON for the workers
 * @param tries number of tries so far
 * @param priority 0 to 9
 * @param error the error of the last try
 * @param diedAt when it became dead
 */
record DeadJob(
        String id,
        @JsonRawValue @Schema(implementation = Object.class) String payload,
        int tries,
        int priority,
        String error,
        Instant diedAt) {}
