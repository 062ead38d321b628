package io.footfall;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What the parameters of an address of Postgres take. */
final class DatabaseRules {

    static final String TAKES = "sslmode=disable, allow, prefer, require, verify-ca or verify-full, the last two with"
            + " sslrootcert=, a file of certificates in PEM, which require may have too; sslrootcert=system with verify-full"
            + " alone; no other parameter of TLS";

    /** Of what libpq and the JDBC driver take for TLS, what both clients of this service follow. */
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
     * Root certificates in a mode that may do without TLS would protect nothing, and anybody has a certificate of some authority that a machine
     * trusts.
     */
    private static boolean canVerify(DatabaseTls tls) {
        return tls.trustsSystem()
                ? tls.verifiesName()
                : tls.rootCertificates()
                        .map(file -> tls.verifies() && SettingValues.isFileOfCertificates(file))
                        .orElse(!tls.verifies());
    }

    /** Of two addresses with different wishes, one would not be heeded: the replica is spoken to as the primary is. */
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
