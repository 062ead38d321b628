package io.footfall.capability.locks;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.redis.client.Response;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The current status of a lock. A snapshot: the lock may have another holder by the time the caller reads it.
 *
 * @param name its name
 * @param held whether a holder has it
 * @param owner the owner that the holder gave when it acquired the lock; null where the lock is free
 * @param fencingToken the fencing token of the holder; null where the lock is free
 * @param expiresAt when the lease expires, by the clock of Redis; null where the lock is free
 * @param waiting number of waiters
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
