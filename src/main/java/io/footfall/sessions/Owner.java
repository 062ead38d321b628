package io.footfall.sessions;

import io.footfall.identity.Caller;

/**
 * Whose session it is.
 *
 * @param text as it is stored; empty: whosever it is
 */
record Owner(String text) {

    /** The platform's backend, by whichever of its tokens. */
    private static final Owner SERVICES = new Owner("service");

    private static final Owner ANYBODY = new Owner("");

    static Owner user(String userId) {
        return new Owner("user:" + userId);
    }

    /** Who owns what a caller creates for itself. */
    static Owner of(Caller caller) {
        return caller.isService() ? SERVICES : user(caller.userId());
    }

    /** Whose sessions a caller may use: a service those of all users too. */
    static Owner usedBy(Caller caller) {
        return caller.isService() ? ANYBODY : user(caller.userId());
    }
}
