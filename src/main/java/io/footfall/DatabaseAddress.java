package io.footfall;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A parsed address of Postgres such as {@code postgresql://user:password@host:5432/footfall?sslmode=require}, in the
 * syntax of libpq.
 *
 * @param place scheme, host, port and database
 * @param parameters the query parameters, still percent-encoded
 * @param user the user name, decoded; empty if the address has none
 * @param password the password, decoded; empty if the address has none
 */
record DatabaseAddress(String place, Map<String, String> parameters, Optional<String> user, Optional<String> password) {

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

    /** Percent-decodes a text. A plus sign stays a plus sign, unlike in form data. */
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

    /** Returns the URL for the reactive client, which ignores unknown parameters. */
    String reactive() {
        return "vertx-reactive:" + with(withMode(parameters));
    }

    /** Returns the URL for the JDBC driver. Parameters of the address override the defaults. */
    String jdbc(Map<String, String> defaults) {
        Map<String, String> all = new LinkedHashMap<>(defaults);
        all.putAll(parameters);
        if (tls().trustsSystem()) {
            all.remove(DatabaseTls.ROOT_CERTIFICATES);
            all.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return "jdbc:" + with(withMode(all));
    }

    /** Adds the effective TLS mode. It is always explicit, because the two clients have different defaults. */
    private Map<String, String> withMode(Map<String, String> query) {
        Map<String, String> all = new LinkedHashMap<>(query);
        all.put(DatabaseTls.MODE, tls().mode().value);
        return all;
    }

    private String with(Map<String, String> query) {
        return place
                + query.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                        .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    }

    /**
     * The TLS settings of the address.
     *
     * @throws IllegalArgumentException if they are invalid
     */
    DatabaseTls tls() {
        return DatabaseTls.of(parameters);
    }

    /** Whether the address has a TLS parameter. */
    boolean statesTls() {
        return parameters.containsKey(DatabaseTls.MODE) || parameters.containsKey(DatabaseTls.ROOT_CERTIFICATES);
    }
}
