package io.footfall.product.views;

import io.footfall.capability.cache.MissGuard;
import io.footfall.capability.ratelimit.LimitCheck;
import java.util.Optional;

/**
 * What bounds the views of a caller.
 *
 * @param hit the hit of the caller's rate limit; empty where it is not limited, or where its hit is decided already
 * @param guard admits and counts look-ups of items that nobody knows here
 */
record CallerLimits(Optional<LimitCheck> hit, MissGuard guard) {

    static final CallerLimits NONE = new CallerLimits(Optional.empty(), MissGuard.NONE);
}
