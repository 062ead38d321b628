package io.footfall.capability.ratelimit;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Limits a resource method, which must return a {@code Uni}. A request over the limit gets status 429. All responses
 * carry the decision in their {@code X-RateLimit-*} and {@code RateLimit} headers, unless the mode of the policy is
 * {@code shadow}.
 */
@Documented
@InterceptorBinding
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface RateLimited {

    /** What counts the hit of a request. */
    enum Charge {
        /** The limiter counts it, before the method is called. */
        BEFORE,
        /**
         * The method counts it, in a call to Redis that it makes anyway. It gets the hit by
         * {@link RateLimitInterceptor#hitOf}, unless the hit is decided already.
         */
        BY_METHOD
    }

    /**
     * The policy.
     *
     * @return its name
     */
    @Nonbinding
    String value() default "api";

    /**
     * What counts the hit of a request.
     *
     * @return by default the limiter
     */
    @Nonbinding
    Charge charge() default Charge.BEFORE;
}
