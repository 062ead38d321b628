/**
 * Rate limits: named policies, exact across replicas, for this service's own endpoints and as a decision for other
 * services. A hit is one rate limit check against the limit of a key.
 *
 * <p>Guarantees: a fixed window allows exactly its limit, however many replicas count at once. A key over its limit
 * costs Redis nothing until its window ends, unless its policy has a candidate limit or mode
 * {@code shadow}. Without Redis each replica limits alone, unless the policy says otherwise.
 *
 * <p>Start with {@link io.footfall.capability.ratelimit.RateLimiter}. The arithmetic is in
 * {@link io.footfall.capability.ratelimit.Algorithm} and {@link io.footfall.capability.ratelimit.Quota}, independent of
 * any store.
 */
package io.footfall.capability.ratelimit;
