package io.footfall.capability.ratelimit;

/**
 * Whose hit it is.
 *
 * @param text a key or an address, as overrides name it; empty for what they cannot name: a token, a user whose id is written like an address
 * @param key how it is counted
 */
record LimitSubject(String text, LimitKey key) {

    /** Neither addresses nor users in logs. */
    @Override
    public String toString() {
        return "Subject";
    }
}
