package io.footfall.capability.sessions;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A session.
 *
 * @param id what it is asked for by, and a secret
 * @param type what it is for, an id
 * @param data JSON
 * @param sliding whether each read makes it last its whole time again
 * @param createdAt when it began
 * @param expiresAt when it ends, unless it is read or extended before
 */
record Session(
        @Schema(examples = "pN0t8Zc3bG2m1hY7sQ4kXw9uVr6eJd5aLfTiOoBzCyE")
        String id,

        @Schema(examples = "checkout") String type,

        @JsonRawValue @Schema(implementation = Object.class, examples = "{\"step\": 2}")
        String data,

        boolean sliding,
        Instant createdAt,
        Instant expiresAt) {

    /** Neither the id nor the data in logs. */
    @Override
    public String toString() {
        return "Session";
    }
}
