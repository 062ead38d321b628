package io.footfall.platform.identity;

import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.UserIds;
import java.time.Instant;
import java.util.Set;

/**
 * Who calls.
 *
 * @param name a reader's user id, empty for an anonymous reader
 * @param roles what the caller may do, of {@link Roles}
 * @param credential tells one static token from another, without being one; null without. Not to be stored or logged
 * @param expiresAt when what proves it is no longer valid; {@link Instant#MAX}: at no time
 */
public record Caller(String name, Set<String> roles, String credential, Instant expiresAt) {

    /** Somebody who sent no token. */
    public static final Caller ANONYMOUS = new Caller("", Set.of(), null, Instant.MAX);

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

    /**
     * The user that a signed-in reader is.
     *
     * @return an id
     * @throws InvalidInputException where the name in the reader's token is none
     */
    public String userId() {
        if (!UserIds.isUserId(name)) {
            throw new InvalidInputException("sub", "of the token is no id of a user");
        }
        return name;
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
