package io.footfall;

import io.vertx.pgclient.SslMode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What an address of Postgres says of TLS, with libpq's meaning, which neither client of this service has by itself: the reactive client
 * verifies certificates in all modes, and the JDBC driver does not verify them for {@code require} with root certificates.
 *
 * @param mode the mode in force
 * @param rootCertificates a file (PEM) of the authorities that may vouch for Postgres; empty where the address names none
 * @param trustsSystem whether the authorities that this machine trusts may vouch for Postgres
 * @see <a href="https://www.postgresql.org/docs/current/libpq-ssl.html">libpq's SSL support</a>
 */
record DatabaseTls(SslMode mode, Optional<String> rootCertificates, boolean trustsSystem) {

    static final String MODE = "sslmode";
    static final String ROOT_CERTIFICATES = "sslrootcert";

    /** Instead of a file: whatever this machine trusts. */
    private static final String SYSTEM = "system";

    /**
     * Reads the parameters of an address.
     *
     * @param parameters their values, still encoded
     * @throws IllegalArgumentException where the mode is none of libpq's, or the file is no path
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

    /** Whether Postgres has to show a certificate that somebody trusted vouches for. */
    boolean verifies() {
        return mode == SslMode.VERIFY_CA || verifiesName();
    }

    /** Whether that certificate must be for the name that the address has. */
    boolean verifiesName() {
        return mode == SslMode.VERIFY_FULL;
    }
}
