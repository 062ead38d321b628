package io.footfall.ratelimit;

import io.footfall.identity.Caller;
import io.footfall.identity.Viewers;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Limits requests to this service by policies. */
@Singleton
final class RequestLimits {

    private final RateLimiter limiter;
    private final Policies policies;
    private final Viewers viewers;
    private final boolean enabled;

    RequestLimits(RateLimiter limiter, Policies policies, Viewers viewers, RateLimitSettings settings) {
        this.limiter = limiter;
        this.policies = policies;
        this.viewers = viewers;
        this.enabled = settings.enabled();
    }

    /**
     * Takes a hit of whoever sent a request, and tells in the answer how they stand.
     *
     * @param policy name of the policy
     * @param request the request
     * @return completes where it passes; fails with {@link RateLimitExceededException}
     */
    Uni<Void> charge(String policy, RoutingContext request) {
        return hit(policy, request).chain(found -> found.map(hit -> charge(hit, request))
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Void> charge(Hit hit, RoutingContext request) {
        return limiter.decide(hit).invoke(() -> {
            tell(hit, request);
            if (!hit.decision().isAllowed()) {
                throw hit.exceeded();
            }
        });
    }

    /** The hit that a request is, maybe decided; empty where the policy does not limit such callers. */
    Uni<Optional<Hit>> hit(String policy, RoutingContext request) {
        return viewers.callerOf(request.request()).map(caller -> hit(policy, caller, request));
    }

    /** The same of a caller who is known. */
    Optional<Hit> hit(String policy, Caller caller, RoutingContext request) {
        return enabled ? limiter.hit(policies.named(policy), caller, request) : Optional.empty();
    }

    Uni<Void> decide(Hit hit) {
        return limiter.decide(hit);
    }

    /** What only watches is not told: clients would slow down. */
    static void tell(Hit hit, RoutingContext request) {
        if (hit.isDecided() && hit.policy().mode() == Policy.Mode.ENFORCE) {
            RateLimitHeaders.write(hit.policy(), hit.decision(), request.response());
        }
    }
}
