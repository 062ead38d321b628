package io.footfall.platform.identity;

import io.quarkus.security.AuthenticationFailedException;
import java.security.Principal;
import java.time.Instant;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;

/**
 * A signed-in reader: the subject of a token and nothing else of it. Other names in it, such as {@code preferred_username}, are what
 * users call themselves.
 *
 * @param userId the subject
 * @param expiresAt when the token is no longer valid
 */
record Reader(String userId, Instant expiresAt) implements Principal {

    /** Of a token whose claims were checked. */
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
