package io.footfall.capability.ratelimit;

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
     * The hit of a request, for a method that has it counted in a Redis call of its own.
     *
     * @param request the request
     * @return the hit; empty where the request is not limited, or its hit is decided already
     */
    public static Optional<LimitCheck> hitOf(RoutingContext request) {
        return Optional.ofNullable(request.get(HIT));
    }

    @AroundInvoke
    Object limit(InvocationContext call) {
        RateLimited binding = call.getInterceptorBinding(RateLimited.class);
        RoutingContext request = current.getCurrent();
        return binding.charge() == RateLimited.Charge.BEFORE
                ? limits.charge(binding.value(), request).chain(() -> proceed(call))
                : limits.counted(binding.value(), request, hit -> counted(call, hit, request));
    }

    private static Uni<Object> counted(InvocationContext call, Optional<LimitCheck> hit, RoutingContext request) {
        hit.ifPresent(found -> request.put(HIT, found));
        return proceed(call);
    }

    /** Calls the method. All methods with {@link RateLimited} return a {@code Uni}, so the cast is safe. */
    @SuppressWarnings("unchecked")
    private static <T> Uni<T> proceed(InvocationContext call) {
        try {
            return (Uni<T>) call.proceed();
        } catch (Exception failure) {
            return Uni.createFrom().failure(failure);
        }
    }
}
