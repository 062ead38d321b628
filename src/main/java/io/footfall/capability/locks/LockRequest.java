package io.footfall.capability.locks;

import java.time.Duration;

/**
 * A request for a lock.
 *
 * @param name its name, an id
 * @param owner who requests it, shown to other callers; may be empty
 * @param timeToLive how long the lock stays held after the last acquire or extend, if the holder does not release it
 * @param patience timeout for acquiring the lock; zero: one attempt without waiting
 */
public record LockRequest(String name, String owner, Duration timeToLive, Duration patience) {

    /**
     * A request that makes one attempt and does not wait.
     *
     * @param name its name, an id
     * @param timeToLive how long the lock stays held if its holder crashes
     * @return the request, without an owner
     */
    public static LockRequest of(String name, Duration timeToLive) {
        return new LockRequest(name, "", timeToLive, Duration.ZERO);
    }
}
