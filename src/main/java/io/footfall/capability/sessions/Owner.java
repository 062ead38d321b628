package io.footfall.capability.sessions;

import io.footfall.platform.identity.Caller;

/**
 * Whose session it is.
 *
 * @param text as it is stored; empty: whosever it is
 */
record Owner(String text) {

    /** The platform's backend, by whichever of its tokens. */
    private static final Owner SERVICES = new Owner("service");

    private static final Owner ANYBODY = new Owner("");

    private static final String USER = "user:";

    static Owner user(String userId) {
        return new Owner(USER + userId);
    }

    /** Whether this is a user, who may have so many sessions; services have as many as they like. */
    boolean isUser() {
        return text.startsWith(USER);
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
