package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.Certificate;
import io.footfall.support.ServiceUnderTest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreflightTest {

    private static final Map<String, String> STORES =
            Map.of("REDIS_URL", "redis://localhost", "DATABASE_URL", "postgresql://u:p@localhost/footfall");

    private static Optional<String> problemOf(Map<String, String> settings) {
        return new Preflight(settings.keySet(), name -> Optional.ofNullable(settings.get(name))).firstProblem();
    }

    @Test
    void storesAreEnough() {
        assertThat(problemOf(STORES)).isEmpty();
    }

    @Test
    void whatMakesSenseIsTaken() {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put("VIEW_SYNC_CRON", "*/5 * * * *");
        settings.put("TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8, 192.0.2.1");
        settings.put("FORWARDED_HEADER", "forwarded");
        settings.put("CORS_ORIGINS", "https://example.org,http://localhost:3000");
        settings.put("SERVICE_TOKENS", "a-first-long-token, a-second-long-token");
        settings.put("DATABASE_URL", "postgresql://u:p@localhost/footfall?sslmode=verify-full&sslrootcert=system");
        settings.put("DATABASE_READ_URL", "postgres://replica/footfall");
        settings.put("DATABASE_POOL_SIZE", "4");

        assertThat(problemOf(settings)).isEmpty();
    }

    @Test
    void aRedisThatIsSwitchedOffNeedsNoAddress() {
        assertThat(problemOf(Map.of("REDIS_ENABLED", "false", "DATABASE_URL", STORES.get("DATABASE_URL"))))
                .isEmpty();
    }

    @Test
    void aMissingAddressIsNamed() {
        assertThat(problemOf(Map.of()))
                .hasValueSatisfying(line -> assertThat(line).contains("REDIS_URL"));
        assertThat(problemOf(Map.of("REDIS_HOST", "localhost")))
                .hasValueSatisfying(line -> assertThat(line).contains("DATABASE_URL"));
    }

    @ParameterizedTest
    @CsvSource({
        "LIMIT, 0",
        "LIMIT, 1000000001",
        "LIMIT, many",
        "CANDIDATE_LIMIT, -1",
        "WINDOW, 0s",
        "WINDOW, 1500ms",
        "WINDOW, P32D",
        "WINDOW, soon",
        "ALGORITHM, leaky-bucket",
        "KEY, address",
        "MODE, off",
        "WITHOUT_REDIS, wait"
    })
    void aPolicyThatMakesNoSenseIsNamed(String setting, String value) {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put("footfall.rate-limits.policies.api.limit", "5");
        settings.put("footfall.rate-limits.policies.api.window", "60s");
        settings.put(
                "footfall.rate-limits.policies.api."
                        + setting.toLowerCase(Locale.ROOT).replace('_', '-'),
                value);

        assertThat(problemOf(settings)).hasValueSatisfying(line -> assertThat(line)
                .startsWith("FOOTFALL_RATE_LIMITS_POLICIES_API_" + setting + " takes ")
                .doesNotContain(" " + value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a-name-that-is-longer-than-thirty-two.limit",
                "2fast.limit",
                "Api.limit",
                "api.limits",
                "a b.limit"
            })
    void aPolicyHasAName(String setting) {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put("footfall.rate-limits.policies." + setting, "5");

        assertThat(problemOf(settings))
                .hasValueSatisfying(line -> assertThat(line).startsWith("footfall.rate-limits.policies.* takes "));
    }

    @Test
    void aBlankLimitIsNone() {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put("footfall.rate-limits.policies.api.limit", " ");
        settings.put("footfall.rate-limits.policies.api.window", "60s");

        assertThat(problemOf(settings))
                .hasValueSatisfying(line -> assertThat(line).contains("needs both"));
    }

    @Test
    void aPolicyNeedsALimitAndAWindow() {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put("FOOTFALL_RATE_LIMITS_POLICIES_SEARCH_LIMIT", "5");

        assertThat(problemOf(settings))
                .hasValueSatisfying(
                        line -> assertThat(line).contains("SEARCH_LIMIT and").contains("SEARCH_WINDOW"));
    }

    @ParameterizedTest
    @CsvSource({
        "VIEW_DEDUP_TTL_HOURS, 0",
        "VIEW_DEDUP_TTL_HOURS, day",
        "NOTIFICATION_CACHE_TTL, 0",
        "UNREAD_COUNT_CACHE_TTL, 1m",
        "NOTIFICATION_CACHE_ENABLED, yes",
        "NOTIFICATION_RATE_LIMIT_ENABLED, 1",
        "CATALOG_MODE, half",
        "VIEW_SYNC_CRON, * * *",
        "VIEW_SYNC_CRON, 0 99 * * *",
        "TRUSTED_PROXIES, 'localhost'",
        "TRUSTED_PROXIES, '10.0.0.0/8,10.0.0.0/33'",
        "FORWARDED_HEADER, x-real-ip",
        "CORS_ORIGINS, '*'",
        "CORS_ORIGINS, 'https://example.org/path'",
        "TRACING_ENABLED, on",
        "OTEL_EXPORTER_OTLP_ENDPOINT, 'localhost:4318'",
        "OTEL_EXPORTER_OTLP_PROTOCOL, json",
        "OTEL_TRACES_SAMPLER_ARG, 1.5",
        "OTEL_TRACES_SAMPLER_ARG, NaN",
        "MP_JWT_VERIFY_PUBLICKEY, no-key",
        "MP_JWT_VERIFY_PUBLICKEY, MIIBIjANBgkq",
        "MP_JWT_VERIFY_PUBLICKEY, '{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}'",
        "MP_JWT_VERIFY_PUBLICKEY, '{\"keys\":[]}'",
        "MP_JWT_VERIFY_PUBLICKEY, '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'",
        "MP_JWT_VERIFY_PUBLICKEY_LOCATION, /nowhere/key.pem",
        "MP_JWT_VERIFY_PUBLICKEY_LOCATION, pom.xml",
        "MP_JWT_VERIFY_PUBLICKEY_LOCATION, 'https:///jwks'",
        "MP_JWT_VERIFY_PUBLICKEY_LOCATION, 'https://a b/jwks'",
        "ADMIN_TOKEN, short",
        "SERVICE_TOKENS, 'long-enough-token,short'",
        "REDIS_URL, localhost:6379",
        "REDIS_URL, 'redis://one:6379,two:6379'",
        "REDIS_CLUSTER, yes",
        "MANAGEMENT_PORT, 65536",
        "MANAGEMENT_PORT, tcp://10.96.0.9:9000",
        "DATABASE_URL, 'postgresql://u@localhost/db?sslmode=verify-full&sslrootcert=%00'",
        "REDIS_TLS_CA, /nowhere/ca.crt",
        "REDIS_TLS_CA, pom.xml",
        "footfall.rate-limits.keys-in-memory, 0",
        "DATABASE_URL, mysql://localhost/db",
        "DATABASE_URL, postgresql://localhost/db?sslmode=verify-full",
        "DATABASE_URL, postgresql://localhost/db?sslmode=required",
        "DATABASE_URL, postgresql://localhost/db?sslmode=verify-ca&sslrootcert=system",
        "DATABASE_URL, postgresql://localhost/db?sslmode=require&sslrootcert=system",
        "DATABASE_URL, postgresql://localhost/db?sslmode=require&sslrootcert=/nowhere/ca.pem",
        "DATABASE_URL, postgresql://localhost/db?sslmode=verify-full&sslrootcert=system&sslcert=/etc/own.pem",
        "DATABASE_URL, postgresql://localhost/db?sslmode=verify-ca&sslrootcert=/nowhere/ca.pem",
        "DATABASE_READ_URL, 'localhost:5432'",
        "DATABASE_POOL_SIZE, 3",
        "DATABASE_POOL_SIZE, 501",
        "DATABASE_POOLER, transaction"
    })
    void aValueThatMakesNoSenseIsNamedAndNotRepeated(String name, String value) {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put(name, value);

        assertThat(problemOf(settings))
                .hasValueSatisfying(
                        line -> assertThat(line).startsWith(name + " takes ").doesNotContain(" " + value));
    }

    @Test
    void rootCertificatesNeedAModeThatLooksAtThem(@TempDir Path folder) {
        String file = Certificate.of("localhost", folder).certificate().toString();
        for (String mode : List.of("", "sslmode=disable&", "sslmode=allow&", "sslmode=prefer&")) {
            assertThat(problemOf(withDatabase("?" + mode + "sslrootcert=" + file)))
                    .hasValueSatisfying(line -> assertThat(line).startsWith("DATABASE_URL takes "));
        }
        for (String mode : List.of("require", "verify-ca", "verify-full")) {
            assertThat(problemOf(withDatabase("?sslmode=" + mode + "&sslrootcert=" + file)))
                    .isEmpty();
        }
        assertThat(problemOf(withDatabase("?sslrootcert=system"))).isEmpty();
    }

    @Test
    void theReplicaIsSpokenToAsThePrimaryIs() {
        Map<String, String> settings = withDatabase("?sslmode=require");
        settings.put("DATABASE_READ_URL", "postgresql://replica/footfall?sslmode=disable");
        assertThat(problemOf(settings))
                .hasValueSatisfying(line -> assertThat(line).startsWith("DATABASE_READ_URL takes sslmode"));

        settings.put("DATABASE_READ_URL", "postgresql://replica/footfall?sslmode=require");
        assertThat(problemOf(settings)).isEmpty();

        settings.put("DATABASE_READ_URL", "postgresql://replica/footfall");
        assertThat(problemOf(settings)).isEmpty();
    }

    private static Map<String, String> withDatabase(String query) {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put("DATABASE_URL", "postgresql://u:p@localhost/footfall" + query);
        return settings;
    }

    @Test
    void severalAddressesAreThoseOfAClusterOrOfSentinels() {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put("REDIS_URL", "redis://one:6379,redis://two:6379");
        assertThat(problemOf(settings)).hasValueSatisfying(line -> assertThat(line)
                .startsWith("REDIS_URL takes several addresses")
                .doesNotContain("one:"));

        settings.put("REDIS_SENTINEL_MASTER", "footfall");
        assertThat(problemOf(settings)).isEmpty();

        settings.put("REDIS_CLUSTER", "true");
        assertThat(problemOf(settings))
                .hasValueSatisfying(line -> assertThat(line).contains("not both"));

        settings.remove("REDIS_SENTINEL_MASTER");
        assertThat(problemOf(settings)).isEmpty();
    }

    @Test
    void twoServersNeedTwoPorts() {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put("quarkus.management.port", "8080");
        assertThat(problemOf(settings))
                .hasValueSatisfying(line -> assertThat(line).startsWith("MANAGEMENT_PORT takes another port"));

        settings.put("quarkus.http.port", "9000");
        assertThat(problemOf(settings)).isEmpty();
    }

    @Test
    void aKeyOrWhereItIs() {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put("MP_JWT_VERIFY_PUBLICKEY", ServiceUnderTest.publicKey());
        assertThat(problemOf(settings)).isEmpty();

        settings.put("MP_JWT_VERIFY_PUBLICKEY_LOCATION", "https://login.example.org/jwks");
        assertThat(problemOf(settings))
                .hasValueSatisfying(line -> assertThat(line).contains("not both"));

        settings.remove("MP_JWT_VERIFY_PUBLICKEY");
        assertThat(problemOf(settings)).isEmpty();
    }

    @Test
    void tracesNeedACollector() {
        Map<String, String> settings = new HashMap<>(STORES);
        settings.put("TRACING_ENABLED", "true");

        assertThat(problemOf(settings))
                .hasValueSatisfying(line -> assertThat(line).startsWith("Set OTEL_EXPORTER_OTLP_ENDPOINT"));

        settings.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318");
        assertThat(problemOf(settings)).isEmpty();
    }
}
