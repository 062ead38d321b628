package io.footfall.capability.ratelimit;

/**
 * The subject of a hit: a user, a client or another key.
 *
 * @param text a key or an address, as overrides name it; empty for subjects that no override can match: tokens, and
 *     users whose id is written like an address
 * @param key the key under which its hits are counted
 */
record LimitSubject(String text, LimitKey key) {

    /** Keeps addresses and user ids out of logs. */
    @Override
    public String toString() {
        return "LimitSubject";
    }
}
