package io.footfall.embedded;

import io.footfall.platform.web.UserIds;
import io.smallrye.jwt.build.Jwt;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * Issues a token for any user that a developer names, signed with a key pair that is generated at startup
 * ({@link #makeKeys}). If the key of a real issuer is configured, there is no private key, and the reply is 404.
 */
@Path("/dev/token")
public class ReaderTokens {

    static final String PUBLIC_KEY = "mp.jwt.verify.publickey";
    private static final String PRIVATE_KEY = "smallrye.jwt.sign.key";
    private static final Duration VALID = Duration.ofHours(12);

    private final boolean canSign;

    ReaderTokens(@ConfigProperty(name = PRIVATE_KEY) Optional<String> privateKey) {
        this.canSign = privateKey.isPresent();
    }

    static void makeKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            KeyPair keys = generator.generateKeyPair();
            System.setProperty(PUBLIC_KEY, text(keys.getPublic()));
            System.setProperty(PRIVATE_KEY, text(keys.getPrivate()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    @GET
    @Produces(MediaType.TEXT_PLAIN)
    @Operation(hidden = true)
    public String tokenOf(@RestQuery String user) {
        if (!canSign) {
            throw new NotFoundException();
        }
        return Jwt.subject(UserIds.check("user", user)).expiresIn(VALID).sign();
    }
}
