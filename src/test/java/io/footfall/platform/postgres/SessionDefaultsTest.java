package io.footfall.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.pgclient.PgConnectOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SessionDefaultsTest {

    private static PgConnectOptions in(String url, boolean pooler) {
        PostgresSettings settings = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withSources(new PropertiesConfigSource(
                        Map.of("footfall.postgres.pooler", String.valueOf(pooler)), "settings", 100))
                .withMapping(PostgresSettings.class)
                .build()
                .getConfigMapping(PostgresSettings.class);
        return SessionDefaults.in(PgConnectOptions.fromUri(url), settings);
    }

    @Test
    void aSessionHasANameAndLimits() {
        assertThat(in("postgresql://localhost/f", false).getProperties())
                .containsEntry("application_name", "footfall")
                .containsEntry("statement_timeout", "5000")
                .containsEntry("idle_in_transaction_session_timeout", "10000")
                .containsEntry("DateStyle", "ISO");
    }

    @Test
    void whatTheAddressSaysGoesBefore() {
        assertThat(in("postgresql://localhost/f?application_name=mine&options=-c%20statement_timeout%3D3000", false)
                        .getProperties())
                .containsEntry("application_name", "mine")
                .containsEntry("options", "-c statement_timeout=3000")
                .doesNotContainKey("statement_timeout")
                .containsKeys("idle_in_transaction_session_timeout", "DateStyle");
    }

    @Test
    void aPoolerIsToldNothingThatItRefuses() {
        PgConnectOptions options = in("postgresql://localhost/f", true);

        assertThat(options.getProperties()).containsOnlyKeys("application_name", "client_encoding", "DateStyle");
        assertThat(options.getUseLayer7Proxy()).isTrue();
        assertThat(options.getCachePreparedStatements()).isFalse();
    }
}
