/**
 * Idempotency keys for safe retries: the first request with an {@code Idempotency-Key} is processed, and repeated
 * requests get the same response.
 *
 * <p>Guarantees: of the requests of one caller with one key, at most one is in flight at a time. After a successful
 * response, the same response is replayed for 24 hours. If a replica crashes while it processes the request, the key is
 * released; the key does not show whether the request was applied.
 *
 * <p>Start with {@link io.footfall.capability.idempotency.Idempotent}; the steps are in {@code idem-begin.lua} and the
 * scripts beside it.
 */
package io.footfall.capability.idempotency;
