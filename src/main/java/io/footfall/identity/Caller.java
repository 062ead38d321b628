package io.footfall.identity;

import java.util.Set;

/**
 * Who calls.
 *
 * @param name a reader's user id, empty for an anonymous reader
 * @param roles what the caller may do, of {@link Roles}
 * @param credential tells one static token from another, without being one; null without. Not to be stored or logged
 */
public record Caller(String name, Set<String> roles, String credential) {

    /** Somebody who sent no token. */
    public static final Caller ANONYMOUS = new Caller("", Set.of(), null);

    /**
     * Whether this is a signed-in reader.
     *
     * @return true with a JWT
     */
    public boolean isReader() {
        return roles.contains(Roles.READER);
    }

    /**
     * Whether this is a service or an operator, who may name the viewer.
     *
     * @return true with a service's or an operator's token
     */
    public boolean isService() {
        return roles.contains(Roles.SERVICE);
    }

    /** Neither names nor credentials in logs. */
    @Override
    public String toString() {
        return "Caller";
    }

    /**
     * Whether no token was sent.
     *
     * @return true without any role
     */
    public boolean isAnonymous() {
        return roles.isEmpty();
    }
}
