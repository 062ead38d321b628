package io.footfall.ratelimit;

import io.footfall.identity.Caller;
import io.footfall.identity.Viewers;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.Optional;

/** Applies {@link RateLimited}. */
@RateLimited
@Interceptor
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
public class RateLimitInterceptor {

    private static final String HIT = RateLimitInterceptor.class.getName();

    private final RateLimiter limiter;
    private final Policies policies;
    private final Viewers viewers;
    private final CurrentVertxRequest current;
    private final boolean enabled;

    RateLimitInterceptor(
            RateLimiter limiter,
            Policies policies,
            Viewers viewers,
            CurrentVertxRequest current,
            RateLimitSettings settings) {
        this.limiter = limiter;
        this.policies = policies;
        this.viewers = viewers;
        this.current = current;
        this.enabled = settings.enabled();
    }

    /**
     * The hit that a request is, for a method that has it counted.
     *
     * @param request the request
     * @return the hit; empty where the request is not limited
     */
    public static Optional<Hit> hitOf(RoutingContext request) {
        return Optional.ofNullable(request.get(HIT));
    }

    @AroundInvoke
    Object limit(InvocationContext call) throws Exception {
        return enabled ? limited(call) : call.proceed();
    }

    private Uni<?> limited(InvocationContext call) {
        RateLimited binding = call.getInterceptorBinding(RateLimited.class);
        Policy policy = policies.named(binding.value());
        RoutingContext request = current.getCurrent();
        return viewers.callerOf(request.request())
                .chain(caller -> limited(call, binding.charge(), policy, caller, request));
    }

    private Uni<?> limited(
            InvocationContext call, RateLimited.Charge charge, Policy policy, Caller caller, RoutingContext request) {
        Optional<Hit> found = limiter.hit(policy, caller, request.request());
        if (found.isEmpty()) {
            return proceed(call);
        }
        Hit hit = found.get();
        if (charge == RateLimited.Charge.BEFORE) {
            return limiter.decide(hit).chain(() -> decided(call, hit, request));
        }
        if (hit.isDecided()) {
            return decided(call, hit, request);
        }
        request.put(HIT, hit);
        return proceed(call, hit, request);
    }

    private <T> Uni<T> proceed(InvocationContext call, Hit hit, RoutingContext request) {
        return RateLimitInterceptor.<T>proceed(call)
                .onItem()
                .invoke(() -> tell(hit, request))
                .onFailure()
                .recoverWithUni(failure ->
                        limiter.decide(hit).chain(() -> Uni.createFrom().failure(failed(hit, failure, request))));
    }

    /** A request that failed before it was counted is a hit all the same: nobody tries out ids or bodies for nothing. */
    private static Throwable failed(Hit hit, Throwable failure, RoutingContext request) {
        tell(hit, request);
        return hit.decision().isAllowed() ? failure : hit.exceeded();
    }

    private static Uni<?> decided(InvocationContext call, Hit hit, RoutingContext request) {
        tell(hit, request);
        return hit.decision().isAllowed() ? proceed(call) : Uni.createFrom().failure(hit.exceeded());
    }

    /** What only watches is not told: clients would slow down. */
    private static void tell(Hit hit, RoutingContext request) {
        if (hit.isDecided() && hit.policy().mode() == Policy.Mode.ENFORCE) {
            RateLimitHeaders.write(hit.policy(), hit.decision(), request.response());
        }
    }

    /** The methods that this is bound to answer a Uni. */
    @SuppressWarnings("unchecked")
    private static <T> Uni<T> proceed(InvocationContext call) {
        try {
            return (Uni<T>) call.proceed();
        } catch (Exception failure) {
            return Uni.createFrom().failure(failure);
        }
    }
}
