package io.footfall.support;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.smallrye.jwt.build.Jwt;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Configures the stores and the credentials of the service in this JVM. */
public final class ServiceUnderTest implements QuarkusTestResourceLifecycleManager {

    public static final String SERVICE = "Bearer test-service-token";
    public static final String OPERATOR = "Bearer test-admin-token";
    public static final String CRON = "Bearer test-cron-secret";

    /** The number of items in a sync batch, low enough that tests need several batches. */
    public static final int SYNC_BATCH = 500;

    private static final KeyPair KEYS = Jwts.newKeys();
    private static final KeyPair KEYS_OF_STRANGERS = Jwts.newKeys();

    /** The {@code alg} of the signature of reader tokens. */
    public static final String ALGORITHM = Jwts.algorithm(KEYS);

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(SharedStores.settings());
        settings.putAll(Map.of(
                "SERVICE_TOKENS", "other-service-token,test-service-token",
                "ADMIN_TOKEN", "test-admin-token",
                "CRON_SECRET", "test-cron-secret",
                "VIEW_SYNC_INTERVAL_HOURS", "24",
                "TRUSTED_PROXIES", "127.0.0.1/32",
                "footfall.views.sync-batch", String.valueOf(SYNC_BATCH),
                "mp.jwt.verify.publickey", publicKey(),
                // Quarkus sets an issuer in tests.
                "mp.jwt.verify.issuer", ""));
        return settings;
    }

    /** The public key that verifies reader tokens. */
    public static String publicKey() {
        return Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded());
    }

    /** The key pair that signs reader tokens. */
    public static KeyPair keyPair() {
        return KEYS;
    }

    @Override
    public void stop() {}

    /** The token of a signed-in reader. It claims groups that the reader must not get. */
    public static String reader(String userId) {
        return "Bearer "
                + Jwt.subject(userId).groups(Set.of("operator", "service")).sign(KEYS.getPrivate());
    }

    /** The token of a signed-in reader that is valid for a duration. If the duration is negative, it has expired. */
    public static String reader(String userId, Duration valid) {
        return "Bearer "
                + Jwt.subject(userId)
                        .issuedAt(Instant.now().minusSeconds(600))
                        .expiresAt(Instant.now().plus(valid))
                        .sign(KEYS.getPrivate());
    }

    /** The token of a signed-in reader that contains the name of another user in a claim. */
    public static String pretender(String userId, String claim, String name) {
        return "Bearer " + Jwt.subject(userId).claim(claim, name).sign(KEYS.getPrivate());
    }

    /** A token without a subject. */
    public static String nobody(String preferredName) {
        return "Bearer " + Jwt.claim("preferred_username", preferredName).sign(KEYS.getPrivate());
    }

    /** A token that is signed with another key. */
    public static String forged(String userId) {
        return "Bearer " + Jwt.subject(userId).sign(KEYS_OF_STRANGERS.getPrivate());
    }

    /**
     * A token with the signature of a reader token and arbitrary content.
     *
     * @param head the header, JSON or not
     * @param claims the claims, JSON or not
     */
    public static String signed(String head, String claims) {
        return Jwts.signed(KEYS, head, claims);
    }
}
