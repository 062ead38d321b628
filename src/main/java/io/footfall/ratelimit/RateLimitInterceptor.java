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

    private final RequestLimits limits;
    private final CurrentVertxRequest current;

    RateLimitInterceptor(RequestLimits limits, CurrentVertxRequest current) {
        this.limits = limits;
        this.current = current;
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
    Object limit(InvocationContext call) {
        RateLimited binding = call.getInterceptorBinding(RateLimited.class);
        RoutingContext request = current.getCurrent();
        return binding.charge() == RateLimited.Charge.BEFORE
                ? limits.charge(binding.value(), request).chain(() -> proceed(call))
                : counted(call, binding.value(), request);
    }

    /** Each step of a pipeline costs a view something, so there is none where nothing is waited for. */
    private Uni<?> counted(InvocationContext call, String policy, RoutingContext request) {
        return Viewers.isAnonymous(request.request())
                ? counted(call, limits.hit(policy, Caller.ANONYMOUS, request), request)
                : limits.hit(policy, request).chain(hit -> counted(call, hit, request));
    }

    private Uni<?> counted(InvocationContext call, Optional<Hit> found, RoutingContext request) {
        return found.<Uni<?>>map(hit -> counted(call, hit, request)).orElseGet(() -> proceed(call));
    }

    private Uni<?> counted(InvocationContext call, Hit hit, RoutingContext request) {
        if (hit.isDecided()) {
            RequestLimits.tell(hit, request);
            return hit.decision().isAllowed() ? proceed(call) : Uni.createFrom().failure(hit.exceeded());
        }
        request.put(HIT, hit);
        return proceed(call, hit, request);
    }

    private <T> Uni<T> proceed(InvocationContext call, Hit hit, RoutingContext request) {
        return RateLimitInterceptor.<T>proceed(call)
                .onItem()
                .invoke(() -> RequestLimits.tell(hit, request))
                .onFailure()
                .recoverWithUni(failure ->
                        limits.decide(hit).chain(() -> Uni.createFrom().failure(failed(hit, failure, request))));
    }

    /** A request that failed before it was counted is a hit all the same: nobody tries out ids or bodies for nothing. */
    private static Throwable failed(Hit hit, Throwable failure, RoutingContext request) {
        RequestLimits.tell(hit, request);
        return hit.decision().isAllowed() ? failure : hit.exceeded();
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
