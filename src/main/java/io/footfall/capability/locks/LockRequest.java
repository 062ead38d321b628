package io.footfall.capability.locks;

import java.time.Duration;

/**
 * A lock that somebody wants.
 *
 * @param name its name, an id
 * @param owner who wants it, for others to see; may be empty
 * @param timeToLive how long it outlives a holder that neither extends nor releases it
 * @param patience how long to wait for it; zero: not at all
 */
public record LockRequest(String name, String owner, Duration timeToLive, Duration patience) {

    /**
     * A request that does not wait.
     *
     * @param name its name, an id
     * @param timeToLive how long it outlives a holder that dies
     * @return the request, of nobody in particular
     */
    public static LockRequest of(String name, Duration timeToLive) {
        return new LockRequest(name, "", timeToLive, Duration.ZERO);
    }
}
