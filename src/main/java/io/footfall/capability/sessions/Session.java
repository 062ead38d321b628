package io.footfall.capability.sessions;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A session.
 *
 * @param id the id by which it is read, a secret
 * @param type the purpose, an id
 * @param data JSON
 * @param sliding whether each use restarts the time to live
 * @param createdAt when it was created
 * @param expiresAt when it expires, unless it is used or extended before
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

    /** Keeps the id and the data out of logs. */
    @Override
    public String toString() {
        return "Session";
    }
}
