package io.footfall.capability.sessions;

import io.footfall.platform.identity.Caller;

/**
 * The owner of a session.
 *
 * @param text the owner as it is stored; an empty text matches every owner
 */
record Owner(String text) {

    /** The platform's backend, with any of its tokens. */
    private static final Owner SERVICES = new Owner("service");

    private static final Owner ANYBODY = new Owner("");

    private static final String USER = "user:";

    static Owner user(String userId) {
        return new Owner(USER + userId);
    }

    /** Whether the owner is a user. The number of sessions is limited for users, but not for services. */
    boolean isUser() {
        return text.startsWith(USER);
    }

    /** The owner of the sessions that a caller creates for itself. */
    static Owner of(Caller caller) {
        return caller.isService() ? SERVICES : user(caller.userId());
    }

    /** The owner whose sessions a caller may use. A service may use the sessions of all owners. */
    static Owner usedBy(Caller caller) {
        return caller.isService() ? ANYBODY : user(caller.userId());
    }
}
