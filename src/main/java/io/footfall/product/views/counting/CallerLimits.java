package io.footfall.product.views.counting;

import io.footfall.capability.cache.MissGuard;
import io.footfall.capability.ratelimit.LimitCheck;
import java.util.Optional;

/**
 * The limits that apply to the views of a caller.
 *
 * @param hit the rate limit check of the caller; empty if the caller is not limited, or if the check is already decided
 * @param guard admits and counts look-ups of items that this replica does not know
 */
public record CallerLimits(Optional<LimitCheck> hit, MissGuard guard) {

    /** No limits: no rate limit check, and every look-up is admitted. */
    public static final CallerLimits NONE = new CallerLimits(Optional.empty(), MissGuard.NONE);
}
