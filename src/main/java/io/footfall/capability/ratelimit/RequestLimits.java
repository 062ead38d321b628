package io.footfall.capability.ratelimit;

import io.footfall.platform.identity.Caller;
import io.footfall.platform.identity.Viewers;
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
     * Counts a hit of the caller of a request, and writes the decision into the headers of the response.
     *
     * @param policy name of the policy
     * @param request the request
     * @return completes where the hit passes; fails with {@link RateLimitExceededException}
     */
    Uni<Void> charge(String policy, RoutingContext request) {
        return viewers.callerOf(request.request()).chain(caller -> hit(policy, caller, request)
                .map(check -> charge(check, request))
                .orElseGet(() -> Uni.createFrom().voidItem()));
    }

    private Uni<Void> charge(LimitCheck check, RoutingContext request) {
        return limiter.decide(check).invoke(() -> {
            tell(check, request);
            if (!check.decision().isAllowed()) {
                throw check.exceeded();
            }
        });
    }

    /**
     * Passes the hit of a request to the action, which counts it in a call to Redis that it makes anyway. Adds no
     * asynchronous step where there is nothing to wait for, because each step makes a view slower.
     *
     * @param policy name of the policy
     * @param request the request; the decision is written into the headers of its response
     * @param action produces the response; its argument is the hit, empty where the request is not limited or its hit
     *     is decided already
     * @param <T> the response
     * @return the response; fails with {@link RateLimitExceededException}
     */
    public <T> Uni<T> counted(String policy, RoutingContext request, Function<Optional<LimitCheck>, Uni<T>> action) {
        return Viewers.isAnonymous(request.request())
                ? counted(hit(policy, Caller.ANONYMOUS, request), request, action)
                : viewers.callerOf(request.request())
                        .chain(caller -> counted(hit(policy, caller, request), request, action));
    }

    private <T> Uni<T> counted(
            Optional<LimitCheck> found, RoutingContext request, Function<Optional<LimitCheck>, Uni<T>> action) {
        return found.map(check -> counted(check, request, action)).orElseGet(() -> action.apply(Optional.empty()));
    }

    private <T> Uni<T> counted(
            LimitCheck check, RoutingContext request, Function<Optional<LimitCheck>, Uni<T>> action) {
        if (check.isDecided()) {
            tell(check, request);
            return check.decision().isAllowed()
                    ? action.apply(Optional.empty())
                    : Uni.createFrom().failure(check.exceeded());
        }
        return answerOf(action, check)
                .onItem()
                .invoke(() -> tell(check, request))
                .onFailure()
                .recoverWithUni(failure ->
                        limiter.decide(check).chain(() -> Uni.createFrom().failure(failed(check, failure, request))));
    }

    private static <T> Uni<T> answerOf(Function<Optional<LimitCheck>, Uni<T>> action, LimitCheck check) {
        try {
            return action.apply(Optional.of(check));
        } catch (RuntimeException failure) {
            return Uni.createFrom().failure(failure);
        }
    }

    /**
     * The failure of a request. A request that failed before its hit was counted is counted too, so that callers cannot
     * try out ids or bodies without a limit.
     */
    private static Throwable failed(LimitCheck check, Throwable failure, RoutingContext request) {
        tell(check, request);
        return check.decision().isAllowed() ? failure : check.exceeded();
    }

    private Optional<LimitCheck> hit(String policy, Caller caller, RoutingContext request) {
        return enabled ? limiter.hit(policies.named(policy), caller, request) : Optional.empty();
    }

    /**
     * Writes the decision into the headers of the response. Not in mode {@code shadow}, because clients would slow
     * down.
     */
    private static void tell(LimitCheck check, RoutingContext request) {
        if (check.isDecided() && check.policy().mode() == Policy.Mode.ENFORCE) {
            RateLimitHeaders.write(check.policy(), check.decision(), request.response());
        }
    }
}
