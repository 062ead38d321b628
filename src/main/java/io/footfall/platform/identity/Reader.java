package io.footfall.platform.identity;

import io.quarkus.security.AuthenticationFailedException;
import java.security.Principal;
import java.time.Instant;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/**
 * A signed-in reader, identified only by the subject of the token. Other names in the token, such as
 * {@code preferred_username}, are ignored because users can choose them.
 *
 * @param userId the subject
 * @param expiresAt when the token expires
 */
record Reader(String userId, Instant expiresAt) implements Principal {

    /** Creates a reader from the claims of a verified token. */
    static Reader of(JwtClaims claims) throws MalformedClaimException {
        String subject = claims.getSubject();
        if (subject.isEmpty()) {
            throw new AuthenticationFailedException("a token without a subject");
        }
        long seconds = claims.getExpirationTime().getValue();
        return new Reader(
                subject, seconds < Instant.MAX.getEpochSecond() ? Instant.ofEpochSecond(seconds) : Instant.MAX);
    }

    @Override
    public String getName() {
        return userId;
    }
}
