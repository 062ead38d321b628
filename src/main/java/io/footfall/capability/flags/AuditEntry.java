package io.footfall.capability.flags;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A change of a flag or a setting.
 *
 * @param id grows with each change
 * @param changedAt when
 * @param changedBy by whom
 * @param before as it was; null: there was none
 * @param after as it was then; null: it was deleted
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
