package io.footfall.capability.jobs;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A job whose last try failed.
 *
 * @param id its id
 * @param payload what the workers were told, JSON
 * @param tries how often it was tried
 * @param priority 0 to 9
 * @param error what went wrong at last
 * @param diedAt when
 */
record DeadJob(
        String id,
        @JsonRawValue @Schema(implementation = Object.class) String payload,
        int tries,
        int priority,
        String error,
        Instant diedAt) {}
