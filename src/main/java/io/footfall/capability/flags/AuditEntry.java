package io.footfall.capability.flags;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A change of a flag or a setting in the audit log.
 *
 * @param id increases with each change
 * @param changedAt when the change was made
 * @param changedBy who made it, see {@link AuditActor}
 * @param before the value before the change, JSON; null if there was none
 * @param after the value after the change, JSON; null if it was deleted
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "Change")
record AuditEntry(
        long id,
        Instant changedAt,
        @Schema(examples = "service:ada") String changedBy,

        @JsonRawValue @Schema(implementation = Object.class, nullable = true)
        String before,

        @JsonRawValue @Schema(implementation = Object.class, nullable = true)
        String after) {}
