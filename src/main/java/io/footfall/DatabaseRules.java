package io.footfall;

import java.util.Locale;
import java.util.Set;

/** What the parameters of an address of Postgres take. */
final class DatabaseRules {

    static final String TAKES = "sslmode=disable, allow, prefer, require, verify-ca or verify-full, the last two with"
            + " sslrootcert=, a file of certificates in PEM, or system; no other parameter of TLS";

    private static final Set<String> MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    /** Of what libpq and the JDBC driver take for TLS, what both clients of this service follow. */
    private static final Set<String> PARAMETERS = Set.of("sslmode", "sslrootcert");

    private DatabaseRules() {}

    static boolean acceptTls(String url) {
        DatabaseAddress address = DatabaseAddress.of(url);
        return address.parameters().keySet().stream()
                        .allMatch(name -> !name.toLowerCase(Locale.ROOT).startsWith("ssl") || PARAMETERS.contains(name))
                && MODES.contains(address.parameters().getOrDefault("sslmode", "disable"))
                && canVerify(address);
    }

    private static boolean canVerify(DatabaseAddress address) {
        try {
            return address.rootCertificates()
                    .map(SettingValues::isFileOfCertificates)
                    .orElseGet(() -> !address.verifies() || address.trustsSystem());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
