package io.footfall.capability.locks;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.redis.client.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A lock as it is now.
 *
 * @param name its name
 * @param held whether somebody holds it
 * @param owner who, as the holder said
 * @param fencingToken the holder's
 * @param expiresAt when its time is over
 * @param waiting how many wait for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "LockLook")
record LockStatus(
        @Schema(examples = "nightly-report") String name,
        boolean held,
        @Schema(examples = "worker-7") String owner,
        @Schema(examples = "1763760000000000") Long fencingToken,
        Instant expiresAt,
        @Schema(examples = "0") long waiting) {

    static LockStatus of(String name, Response answer) {
        long waiting = answer.get(0).toLong();
        return answer.size() == 1
                ? new LockStatus(name, false, null, null, null, waiting)
                : new LockStatus(
                        name,
                        true,
                        answer.get(1).toString(),
                        answer.get(2).toLong(),
                        AcquireResult.time(answer.get(3)),
                        waiting);
    }
}
