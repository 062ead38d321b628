/**
 * Locks in Redis with a time to live and a fencing token. A lock keeps callers from doing the same work at the same
 * time; it does not make the work safe to run twice. Start with {@link io.footfall.capability.locks.Locks}.
 */
package io.footfall.capability.locks;
