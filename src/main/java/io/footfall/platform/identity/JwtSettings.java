package io.footfall.platform.identity;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** What tokens of readers are verified with; without a key no reader signs in. */
@ConfigMapping(prefix = "footfall.identity.jwt")
interface JwtSettings {

    /** A key as {@link VerificationKeys#parse} reads it. */
    Optional<String> publicKey();

    /** Where the keys are: a file, or the {@code http} or {@code https} address of a JWKS. */
    Optional<String> publicKeyLocation();

    /** Issuer that a token must name; none: any. */
    Optional<String> issuer();

    /** Audiences of which a token must name one; none: any. */
    Optional<List<String>> audiences();
}
