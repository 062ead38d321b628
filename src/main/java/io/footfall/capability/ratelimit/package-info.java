/**
 * Rate limits: named policies, exact across replicas, for this service's own endpoints and as a decision for other services.
 *
 * <p>Promises: a fixed window lets through its limit and not one more, however many replicas ask at once; a key over its limit costs
 * Redis nothing until its window ends; without Redis each replica limits alone, never not at all (unless its policy says so).
 *
 * <p>Start reading at {@link io.footfall.capability.ratelimit.RateLimiter}; the arithmetic is in {@link io.footfall.capability.ratelimit.Algorithm} and
 * {@link io.footfall.capability.ratelimit.Quota}, apart from any store.
 */
package io.footfall.capability.ratelimit;
