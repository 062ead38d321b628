package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseAddressTest {

    private static final Map<String, String> DEFAULTS = Map.of("options", "-c%20lock_timeout%3D1");

    @ParameterizedTest
    @CsvSource({
        "postgresql://u:p@db.example.org/footfall, postgresql://db.example.org/footfall",
        "postgres://u:p@db.example.org:6432/footfall, postgresql://db.example.org:6432/footfall",
        "jdbc:postgresql://db.example.org/footfall, postgresql://db.example.org/footfall",
        "vertx-reactive:postgresql://db.example.org/footfall, postgresql://db.example.org/footfall"
    })
    void bothClientsGoToTheSamePlace(String url, String place) {
        DatabaseAddress address = DatabaseAddress.of(url);

        assertThat(address.reactive()).isEqualTo("vertx-reactive:" + place + "?sslmode=disable");
        assertThat(address.jdbc(Map.of())).isEqualTo("jdbc:" + place + "?sslmode=disable");
    }

    @Test
    void theUserIsNoPartOfThePlace() {
        DatabaseAddress address = DatabaseAddress.of("postgresql://ada:a%40b:c@localhost/footfall");

        assertThat(address.user()).contains("ada");
        assertThat(address.password()).contains("a@b:c");
        assertThat(address.reactive()).doesNotContain("ada");
        assertThat(DatabaseAddress.of("postgresql://localhost/footfall").user()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', disable",
        "sslmode=disable, disable",
        "sslmode=allow, allow",
        "sslmode=prefer, prefer",
        "sslmode=require, require",
        "sslmode=require&sslrootcert=/etc/ca.pem, verify-ca",
        "sslmode=verify-ca&sslrootcert=/etc/ca.pem, verify-ca",
        "sslmode=verify-full&sslrootcert=/etc/ca.pem, verify-full",
        "sslrootcert=system, verify-full"
    })
    void bothClientsAreToldOfOneMode(String query, String mode) {
        DatabaseAddress address = DatabaseAddress.of("postgresql://localhost/f?" + query);

        assertThat(address.reactive()).contains("sslmode=" + mode);
        assertThat(address.jdbc(Map.of())).contains("sslmode=" + mode);
    }

    @Test
    void theAuthoritiesAreThoseOfAFile() {
        DatabaseAddress address = DatabaseAddress.of(
                "postgresql://localhost/f?sslmode=verify-full&sslrootcert=/etc/ca.pem&channel_binding=require");

        assertThat(address.jdbc(Map.of())).contains("sslrootcert=/etc/ca.pem");
        assertThat(address.tls().rootCertificates()).contains("/etc/ca.pem");
        assertThat(address.tls().verifiesName()).isTrue();
        assertThat(address.tls().trustsSystem()).isFalse();
    }

    @Test
    void theTrustOfTheMachineIsNoFile() {
        DatabaseAddress address = DatabaseAddress.of("postgresql://localhost/f?sslmode=verify-full&sslrootcert=system");

        assertThat(address.tls().trustsSystem()).isTrue();
        assertThat(address.tls().rootCertificates()).isEmpty();
        assertThat(address.jdbc(Map.of()))
                .contains("sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory")
                .doesNotContain("sslrootcert");
    }

    @Test
    void whatTheAddressSaysGoesBeforeDefaults() {
        assertThat(DatabaseAddress.of("postgresql://localhost/f?options=-c%20a%3Db")
                        .jdbc(DEFAULTS))
                .isEqualTo("jdbc:postgresql://localhost/f?options=-c%20a%3Db&sslmode=disable");
        assertThat(DatabaseAddress.of("postgresql://localhost/f").jdbc(DEFAULTS))
                .isEqualTo("jdbc:postgresql://localhost/f?options=-c%20lock_timeout%3D1&sslmode=disable");
    }
}
