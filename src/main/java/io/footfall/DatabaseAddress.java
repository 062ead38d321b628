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
        return "vertx-reactive:" + with(withMode(parameters));
    }

    /** For the JDBC driver, with these where the address does not say otherwise. */
    String jdbc(Map<String, String> defaults) {
        Map<String, String> all = new LinkedHashMap<>(defaults);
        all.putAll(parameters);
        if (tls().trustsSystem()) {
            all.remove(DatabaseTls.ROOT_CERTIFICATES);
            all.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        return "jdbc:" + with(withMode(all));
    }

    /** The mode in force, said to both, for each has a default of its own. */
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
     * What it says of TLS.
     *
     * @throws IllegalArgumentException where that makes no sense
     */
    DatabaseTls tls() {
        return DatabaseTls.of(parameters);
    }

    /** Whether it says anything of TLS. */
    boolean statesTls() {
        return parameters.containsKey(DatabaseTls.MODE) || parameters.containsKey(DatabaseTls.ROOT_CERTIFICATES);
    }
}
