package io.footfall.capability.locks;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A lock that was taken.
 *
 * @param token what proves that it is the caller's
 * @param fencingToken greater than that of whoever held it before; a store that refuses smaller ones is safe from holders that are late
 * @param expiresAt when somebody else may have it, by the clock of Redis
 */
@Schema(name = "Grant")
public record AcquiredLock(String token, long fencingToken, Instant expiresAt) {}
