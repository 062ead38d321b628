package io.footfall.platform.identity;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** Settings for the verification of readers' tokens. Without a key, no reader can sign in. */
@ConfigMapping(prefix = "footfall.identity.jwt")
interface JwtSettings {

    /** A key in one of the formats of {@link VerificationKeys#parse}. */
    Optional<String> publicKey();

    /** The location of the keys: a file, or the {@code http} or {@code https} address of a JWKS. */
    Optional<String> publicKeyLocation();

    /** The issuer that a token must name. If empty, any issuer is accepted. */
    Optional<String> issuer();

    /** Audiences; a token must name at least one of them. If empty, any audience is accepted. */
    Optional<List<String>> audiences();
}
