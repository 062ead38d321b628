package io.footfall.platform.identity;

import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.UserIds;
import java.time.Instant;
import java.util.Set;

/**
 * The caller of a request.
 *
 * @param name the user id of a signed-in reader, a fixed name for other tokens, empty for an anonymous reader
 * @param roles the roles of the caller, see {@link Roles}
 * @param credential a digest that identifies the static token without revealing it; null without a static token. Must
 *     not be stored or logged
 * @param expiresAt when the token expires; {@link Instant#MAX} if it never expires
 */
public record Caller(String name, Set<String> roles, String credential, Instant expiresAt) {

    /** A caller without a token. */
    public static final Caller ANONYMOUS = new Caller("", Set.of(), null, Instant.MAX);

    /**
     * Whether the caller is a signed-in reader.
     *
     * @return true if the caller sent a valid JWT
     */
    public boolean isReader() {
        return roles.contains(Roles.READER);
    }

    /**
     * Whether the caller is a service or an operator. Both may name the viewer.
     *
     * @return true if the caller sent the token of a service or of an operator
     */
    public boolean isService() {
        return roles.contains(Roles.SERVICE);
    }

    /**
     * Returns the user id of a signed-in reader.
     *
     * @return a valid user id
     * @throws InvalidInputException if the subject of the token is not a valid user id
     */
    public String userId() {
        if (!UserIds.isUserId(name)) {
            throw new InvalidInputException("sub", "of the token is no id of a user");
        }
        return name;
    }

    /** Keeps names and credentials out of logs. */
    @Override
    public String toString() {
        return "Caller";
    }

    /**
     * Whether the caller sent no token.
     *
     * @return true if the caller has no role
     */
    public boolean isAnonymous() {
        return roles.isEmpty();
    }
}
