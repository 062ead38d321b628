/**
 * Requests that may be sent again: the first one under an {@code Idempotency-Key} is done, and the others are answered as it was.
 *
 * <p>Promises: of requests of one caller under one key one is under way at a time, and once it was answered with success the same
 * answer is given for 24 hours. A crash in the middle frees the key; whether what was under way was done, the key does not know.
 *
 * <p>Start reading at {@link io.footfall.capability.idempotency.Idempotent}; the steps are in {@code idem-begin.lua} and the scripts beside it.
 */
package io.footfall.capability.idempotency;
