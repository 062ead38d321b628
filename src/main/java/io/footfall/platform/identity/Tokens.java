package io.footfall.platform.identity;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The static tokens. A lookup compares the digest of a token with all digests in constant time, so that the response
 * time reveals neither the length nor a prefix of a valid token.
 */
@Singleton
class Tokens {

    /**
     * The holder of a token.
     *
     * @param name the name of the caller
     * @param roles the roles, see {@link Roles}
     * @param credential the SHA-256 digest of the token in hexadecimal
     */
    record Holder(String name, Set<String> roles, String credential) {}

    /** Attribute of a security identity that distinguishes one static token from another. */
    static final String CREDENTIAL = "footfall.credential";

    private record Entry(byte[] digest, Holder holder) {}

    private final List<Entry> entries = new ArrayList<>();

    Tokens(IdentitySettings settings) {
        settings.serviceTokens().stream()
                .flatMap(tokens -> Stream.of(tokens.split(",")))
                .forEach(token -> add(token, "service", Roles.SERVICE));
        settings.adminToken().ifPresent(token -> add(token, "operator", Roles.OPERATOR, Roles.SERVICE));
        settings.cronSecret().ifPresent(token -> add(token, "cron", Roles.CRON));
    }

    Optional<Holder> holderOf(String token) {
        byte[] digest = digest(token);
        Holder found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.digest(), digest)) {
                found = entry.holder();
            }
        }
        return Optional.ofNullable(found);
    }

    private void add(String token, String name, String... roles) {
        if (!token.isBlank()) {
            byte[] digest = digest(token.trim());
            entries.add(new Entry(
                    digest, new Holder(name, Set.of(roles), HexFormat.of().formatHex(digest))));
        }
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
