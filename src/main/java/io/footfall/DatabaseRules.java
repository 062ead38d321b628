package io.footfall;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Validation rules for the parameters of Postgres addresses. */
final class DatabaseRules {

    static final String TAKES = "sslmode=disable, allow, prefer, require, verify-ca or verify-full, the last two with"
            + " sslrootcert=, a file of certificates in PEM, which require may have too; sslrootcert=system with verify-full"
            + " alone; no other parameter of TLS";

    /** The TLS parameters that both clients of this service support. libpq and the JDBC driver know more. */
    private static final Set<String> PARAMETERS = Set.of(DatabaseTls.MODE, DatabaseTls.ROOT_CERTIFICATES);

    private DatabaseRules() {}

    static boolean acceptTls(String url) {
        try {
            DatabaseAddress address = DatabaseAddress.of(url);
            return address.parameters().keySet().stream().allMatch(DatabaseRules::isKnown) && canVerify(address.tls());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isKnown(String parameter) {
        return !parameter.toLowerCase(Locale.ROOT).startsWith("ssl") || PARAMETERS.contains(parameter);
    }

    /**
     * Whether the TLS mode fits the root certificates. Modes that verify certificates require a file of root
     * certificates. Other modes must not have one, because it would not protect anything. The system's authorities
     * require {@code verify-full}, because anybody can get a certificate for some name from one of them.
     */
    private static boolean canVerify(DatabaseTls tls) {
        return tls.trustsSystem()
                ? tls.verifiesName()
                : tls.rootCertificates()
                        .map(file -> tls.verifies() && SettingValues.isFileOfCertificates(file))
                        .orElse(!tls.verifies());
    }

    /**
     * Checks that the read replica has the TLS settings of the primary, or none. The replica is connected with the TLS
     * settings of the primary, so that other settings in its address would be ignored.
     */
    static Optional<String> firstProblem(Function<String, Optional<String>> setting) {
        Optional<DatabaseTls> primary =
                setting.apply("DATABASE_URL").map(url -> DatabaseAddress.of(url).tls());
        return setting.apply("DATABASE_READ_URL")
                .map(DatabaseAddress::of)
                .filter(DatabaseAddress::statesTls)
                .filter(replica -> !primary.equals(Optional.of(replica.tls())))
                .map(replica -> "DATABASE_READ_URL takes sslmode and sslrootcert as in DATABASE_URL, or neither.");
    }
}
