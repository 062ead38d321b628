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

/** Gives the service in this JVM its stores and its callers. */
public final class ServiceUnderTest implements QuarkusTestResourceLifecycleManager {

    public static final String SERVICE = "Bearer test-service-token";
    public static final String OPERATOR = "Bearer test-admin-token";
    public static final String CRON = "Bearer test-cron-secret";

    /** Items of a part of a batch of a sync, few enough to need several. */
    public static final int SYNC_BATCH = 500;

    private static final KeyPair KEYS = Jwts.newKeys();
    private static final KeyPair KEYS_OF_STRANGERS = Jwts.newKeys();

    /** What a header calls a signature of readers' tokens. */
    public static final String ALGORITHM = Jwts.algorithm(KEYS);

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(Stores.settings());
        settings.putAll(Map.of(
                "SERVICE_TOKENS", "other-service-token,test-service-token",
                "ADMIN_TOKEN", "test-admin-token",
                "CRON_SECRET", "test-cron-secret",
                "VIEW_SYNC_INTERVAL_HOURS", "24",
                "TRUSTED_PROXIES", "127.0.0.1/32",
                "footfall.views.sync-batch", String.valueOf(SYNC_BATCH),
                "mp.jwt.verify.publickey", publicKey(),
                // Quarkus names one in tests.
                "mp.jwt.verify.issuer", ""));
        return settings;
    }

    /** The key that the tokens of readers are verified with. */
    public static String publicKey() {
        return Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded());
    }

    /** What the tokens of readers are signed with. */
    public static KeyPair keyPair() {
        return KEYS;
    }

    @Override
    public void stop() {}

    /** A signed-in reader whose token claims groups that it must not get. */
    public static String reader(String userId) {
        return "Bearer "
                + Jwt.subject(userId).groups(Set.of("operator", "service")).sign(KEYS.getPrivate());
    }

    /** A signed-in reader whose token is valid for a while, or was until a while ago. */
    public static String reader(String userId, Duration valid) {
        return "Bearer "
                + Jwt.subject(userId)
                        .issuedAt(Instant.now().minusSeconds(600))
                        .expiresAt(Instant.now().plus(valid))
                        .sign(KEYS.getPrivate());
    }

    /** A signed-in reader who calls themselves by the name of another. */
    public static String pretender(String userId, String claim, String name) {
        return "Bearer " + Jwt.subject(userId).claim(claim, name).sign(KEYS.getPrivate());
    }

    /** Somebody whose token names nobody. */
    public static String nobody(String preferredName) {
        return "Bearer " + Jwt.claim("preferred_username", preferredName).sign(KEYS.getPrivate());
    }

    /** A token that somebody else signed. */
    public static String forged(String userId) {
        return "Bearer " + Jwt.subject(userId).sign(KEYS_OF_STRANGERS.getPrivate());
    }

    /**
     * A token that is signed as readers' are, whatever it says.
     *
     * @param head JSON, or not
     * @param claims JSON, or not
     */
    public static String signed(String head, String claims) {
        return Jwts.signed(KEYS, head, claims);
    }
}
