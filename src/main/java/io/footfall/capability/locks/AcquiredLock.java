package io.footfall.capability.locks;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A lock that was acquired.
 *
 * @param token identifies this holder; the holder passes it to extend or release the lock
 * @param fencingToken greater than the fencing token of every earlier holder; a store that rejects smaller fencing
 *     tokens is safe from late writes of an earlier holder
 * @param expiresAt when the lease expires and another caller may acquire the lock, by the clock of Redis
 */
@Schema(name = "Grant")
public record AcquiredLock(String token, long fencingToken, Instant expiresAt) {}
