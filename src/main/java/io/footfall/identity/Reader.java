package io.footfall.identity;

import io.quarkus.security.AuthenticationFailedException;
import java.security.Principal;
import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * A signed-in reader: the subject of a token and nothing else of it. Other names in it, such as {@code preferred_username}, are what
 * users call themselves.
 *
 * @param userId the subject
 * @param expiresAt when the token is no longer valid; {@link Instant#MAX}: at no time
 */
record Reader(String userId, Instant expiresAt) implements Principal {

    static Reader of(JsonWebToken token) {
        if (token.getSubject() == null || token.getSubject().isEmpty()) {
            throw new AuthenticationFailedException("a token without a subject");
        }
        long expiry = token.getExpirationTime();
        return new Reader(token.getSubject(), expiry > 0 ? Instant.ofEpochSecond(expiry) : Instant.MAX);
    }

    @Override
    public String getName() {
        return userId;
    }
}
