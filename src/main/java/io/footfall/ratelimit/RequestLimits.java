package io.footfall.ratelimit;

import io.footfall.identity.Caller;
import io.footfall.identity.Viewers;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Limits requests to this service by policies. */
@Singleton
public final class RequestLimits {

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
        return viewers.callerOf(request.request()).chain(caller -> hit(policy, caller, request)
                .map(hit -> charge(hit, request))
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

    /**
     * Has the hit of a request counted by what answers it, with a call to Redis that it makes anyway. Each step of a pipeline costs a view
     * something, so there is none where nothing is waited for.
     *
     * @param policy name of the policy
     * @param request the request; its answer tells by its headers how the caller stands
     * @param action answers; takes the hit, which is empty where the request is not limited, or where its hit is decided already
     * @param <T> what is answered
     * @return the answer; fails with {@link RateLimitExceededException}
     */
    public <T> Uni<T> counted(String policy, RoutingContext request, Function<Optional<Hit>, Uni<T>> action) {
        return Viewers.isAnonymous(request.request())
                ? counted(hit(policy, Caller.ANONYMOUS, request), request, action)
                : viewers.callerOf(request.request())
                        .chain(caller -> counted(hit(policy, caller, request), request, action));
    }

    private <T> Uni<T> counted(Optional<Hit> found, RoutingContext request, Function<Optional<Hit>, Uni<T>> action) {
        return found.map(hit -> counted(hit, request, action)).orElseGet(() -> action.apply(Optional.empty()));
    }

    private <T> Uni<T> counted(Hit hit, RoutingContext request, Function<Optional<Hit>, Uni<T>> action) {
        if (hit.isDecided()) {
            tell(hit, request);
            return hit.decision().isAllowed()
                    ? action.apply(Optional.empty())
                    : Uni.createFrom().failure(hit.exceeded());
        }
        return answerOf(action, hit)
                .onItem()
                .invoke(() -> tell(hit, request))
                .onFailure()
                .recoverWithUni(failure ->
                        limiter.decide(hit).chain(() -> Uni.createFrom().failure(failed(hit, failure, request))));
    }

    private static <T> Uni<T> answerOf(Function<Optional<Hit>, Uni<T>> action, Hit hit) {
        try {
            return action.apply(Optional.of(hit));
        } catch (RuntimeException failure) {
            return Uni.createFrom().failure(failure);
        }
    }

    /** A request that failed before it was counted is a hit all the same: nobody tries out ids or bodies for nothing. */
    private static Throwable failed(Hit hit, Throwable failure, RoutingContext request) {
        tell(hit, request);
        return hit.decision().isAllowed() ? failure : hit.exceeded();
    }

    private Optional<Hit> hit(String policy, Caller caller, RoutingContext request) {
        return enabled ? limiter.hit(policies.named(policy), caller, request) : Optional.empty();
    }

    /** What only watches is not told: clients would slow down. */
    private static void tell(Hit hit, RoutingContext request) {
        if (hit.isDecided() && hit.policy().mode() == Policy.Mode.ENFORCE) {
            RateLimitHeaders.write(hit.policy(), hit.decision(), request.response());
        }
    }
}
