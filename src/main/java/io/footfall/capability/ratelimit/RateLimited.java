package io.footfall.capability.ratelimit;

import jakarta.enterprise.util.Nonbinding;
import jakarta.interceptor.InterceptorBinding;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Limits a resource method, which answers a {@code Uni}: a request over the limit is answered with 429, and all answers tell by
 * their headers how the caller stands.
 */
@Documented
@InterceptorBinding
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface RateLimited {

    /** Who has the hit counted. */
    enum Charge {
        /** The limiter, before the method is called. */
        BEFORE,
        /**
         * The method, with a call to Redis that it makes anyway: it finds the hit by {@link RateLimitInterceptor#hitOf}, unless it
         * is decided already.
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
     * Who has the hit counted.
     *
     * @return the limiter where nothing is said
     */
    @Nonbinding
    Charge charge() default Charge.BEFORE;
}
