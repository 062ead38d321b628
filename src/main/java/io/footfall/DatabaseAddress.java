package io.footfall;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An address of Postgres such as {@code postgresql://user:password@host:5432/footfall?sslmode=require}, as libpq takes it.
 *
 * @param place host, port and database
 * @param parameters what the query says, still encoded
 * @param user who connects; empty where the address does not say
 * @param password the user's
 */
record DatabaseAddress(String place, Map<String, String> parameters, Optional<String> user, Optional<String> password) {

    private static final String ROOT_CERTIFICATES = "sslrootcert";

    /** Instead of a file: whatever this machine trusts. */
    private static final String SYSTEM = "system";

    static DatabaseAddress of(String url) {
        URI uri = URI.create(url.trim().replaceFirst("^(jdbc:|vertx-reactive:)", ""));
        String host = uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        String[] user = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        return new DatabaseAddress(
                "postgresql://" + host + uri.getRawPath(),
                parameters(uri.getRawQuery()),
                user.length > 0 ? Optional.of(decoded(user[0])) : Optional.empty(),
                user.length > 1 ? Optional.of(decoded(user[1])) : Optional.empty());
    }

    /** A plus stands for itself, unlike in a form. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&")) {
                String[] parts = pair.split("=", 2);
                parameters.put(parts[0], parts.length > 1 ? parts[1] : "");
            }
        }
        return parameters;
    }

    /** For the reactive client, which leaves alone what it does not know. */
    String reactive() {
        return "vertx-reactive:" + with(parameters);
    }

    /** For the JDBC driver, with these where the address does not say otherwise. */
    String jdbc(Map<String, String> defaults) {
        Map<String, String> all = new LinkedHashMap<>(defaults);
        all.putAll(parameters);
        if (trustsSystem()) {
            all.remove(ROOT_CERTIFICATES);
            all.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return "jdbc:" + with(all);
    }

    private String with(Map<String, String> query) {
        return place
                + query.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                        .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    }

    /** The file of those who may vouch for Postgres. */
    Optional<String> rootCertificates() {
        return Optional.ofNullable(parameters.get(ROOT_CERTIFICATES))
                .filter(file -> !file.equals(SYSTEM))
                .map(file -> URI.create(file).getPath());
    }

    boolean trustsSystem() {
        return SYSTEM.equals(parameters.get(ROOT_CERTIFICATES));
    }

    /** Whether Postgres has to show a certificate that somebody trusted vouches for. */
    boolean verifies() {
        return verifiesName() || "verify-ca".equals(parameters.get("sslmode"));
    }

    /** Whether that certificate must be for the name that the address has. */
    boolean verifiesName() {
        return "verify-full".equals(parameters.get("sslmode"));
    }
}
