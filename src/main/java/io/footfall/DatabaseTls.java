package io.footfall;

import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The TLS settings of a Postgres address, with the semantics of libpq. The clients of this service differ from it by
 * default: the reactive client verifies certificates in all modes, and the JDBC driver does not verify them for
 * {@code require} with root certificates.
 *
 * @param mode the effective mode
 * @param rootCertificates a file (PEM) with the certificate authorities that are trusted for Postgres; empty if the
 *     address names none
 * @param trustsSystem whether the certificate authorities of this machine are trusted for Postgres
 * @see <a href="https://www.postgresql.org/docs/current/libpq-ssl.html">libpq's SSL support</a>
 */
record DatabaseTls(SslMode mode, Optional<String> rootCertificates, boolean trustsSystem) {

    static final String MODE = "sslmode";
    static final String ROOT_CERTIFICATES = "sslrootcert";

    /** The value of {@code sslrootcert} that selects the certificate authorities of this machine instead of a file. */
    private static final String SYSTEM = "system";

    /**
     * Parses the parameters of an address.
     *
     * @param parameters the query parameters, still percent-encoded
     * @throws IllegalArgumentException if libpq has no such mode, or the file is not a valid path
     */
    static DatabaseTls of(Map<String, String> parameters) {
        Optional<String> root = Optional.ofNullable(parameters.get(ROOT_CERTIFICATES));
        boolean system = root.filter(SYSTEM::equals).isPresent();
        Optional<String> file = root.filter(name -> !name.equals(SYSTEM))
                .map(name -> URI.create(name).getPath());
        SslMode stated = Optional.ofNullable(parameters.get(MODE))
                .map(SslMode::of)
                .orElse(system ? SslMode.VERIFY_FULL : SslMode.DISABLE);
        boolean requiresWithRoot = stated == SslMode.REQUIRE && file.isPresent();
        return new DatabaseTls(requiresWithRoot ? SslMode.VERIFY_CA : stated, file, system);
    }

    /** Whether the certificate of Postgres must be signed by a trusted authority. */
    boolean verifies() {
        return mode == SslMode.VERIFY_CA || verifiesName();
    }

    /** Whether the certificate must also match the host name of the address. */
    boolean verifiesName() {
        return mode == SslMode.VERIFY_FULL;
    }
}
