package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.footfall.support.Api;
import io.footfall.support.PackagedService;
import io.footfall.support.Ports;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.SharedStores;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration of the packaged service by environment variables. */
@ResourceLock(SharedStores.OF_SUITE)
class ServiceConfigurationIT {

    private static final int BAD_CONFIGURATION = 78;
    private static final String ODD = "abc${HOME}x$y\\,b%20#";

    /** Returns the environment variables that Kubernetes adds for services of these names. */
    private static Map<String, String> links(String... services) {
        Map<String, String> links = new HashMap<>();
        for (String service : services) {
            links.put(service + "_SERVICE_HOST", "10.96.0.9");
            links.put(service + "_SERVICE_PORT", "6379");
            links.put(service + "_SERVICE_PORT_HTTP", "6379");
            links.put(service + "_PORT", "tcp://10.96.0.9:6379");
            links.put(service + "_PORT_6379_TCP", "tcp://10.96.0.9:6379");
            links.put(service + "_PORT_6379_TCP_PROTO", "tcp");
            links.put(service + "_PORT_6379_TCP_PORT", "6379");
            links.put(service + "_PORT_6379_TCP_ADDR", "10.96.0.9");
        }
        return links;
    }

    @Test
    void secretsAreTakenAsTheyAreAndPoliciesByTheirNames() throws IOException, InterruptedException {
        assumeFalse(RedisProcess.isClusterByDefault(), "the parts of an address are those of one server");
        try (RedisProcess redis = RedisProcess.withoutMemory().start();
                PostgresProcess postgres = new PostgresProcess().start()) {
            postgres.createRole("odd", ODD + " ");
            redis.probe().send(Command.CONFIG, "SET", "requirepass", ODD + " ");
            Map<String, String> settings = links("FOOTFALL", "FOOTFALL_REDIS", "FOOTFALL_POSTGRES", "POSTGRES");
            settings.put("REDIS_URL", "");
            settings.put("REDIS_HOST", "127.0.0.1");
            settings.put("REDIS_PORT", String.valueOf(URI.create(redis.url()).getPort()));
            settings.put("REDIS_PASSWORD", ODD + " ");
            settings.put("DATABASE_URL", "postgresql://127.0.0.1:" + postgres.port() + "/postgres");
            settings.put("DATABASE_USERNAME", "odd");
            settings.put("DATABASE_PASSWORD", ODD + " ");
            settings.put("CRON_SECRET", ODD);
            settings.put("FOOTFALL_RATE_LIMITS_POLICIES_PASSWORD_RESET_LIMIT", "7");
            settings.put("FOOTFALL_RATE_LIMITS_POLICIES_PASSWORD_RESET_WINDOW", "90s");

            try (PackagedService service = new PackagedService(settings).start()) {
                assertThat(service.get("/api/health/redis").body()).contains("\"circuit\":\"closed\"");
                assertThat(statusOfASync(service, ODD)).isEqualTo(200);
                assertThat(statusOfASync(service, ODD.replace("${HOME}", System.getenv("HOME"))))
                        .isEqualTo(401);
                assertThat(service.asService(
                                "/api/rate-limits/password-reset/check", new JsonObject().put("key", Api.newId())))
                        .contains("\"limit\":7");
            }
        }
    }

    private static int statusOfASync(PackagedService service, String secret) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.uri("/api/cron/sync-views"))
                                .header("Authorization", "Bearer " + secret)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void linksOfServicesNamedAsSettingsAreIgnoredAndAUnixCronIsTaken() {
        Map<String, String> settings = links("REDIS", "DATABASE");
        settings.put("VIEW_SYNC_CRON", "*/5 * * * *");

        try (PackagedService service = new PackagedService(settings).start()) {
            assertThat(service.port()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "REDIS_URL, ''",
        "REDIS_URL, redis://localhost:99999",
        "DATABASE_URL, postgresql://u:p^x@localhost/footfall",
        "DATABASE_URL, postgresql://u@localhost/footfall?sslmode=off",
        "DATABASE_URL, postgresql://u@localhost/footfall?sslcert=/etc/passwd",
        "QUARKUS_HTTP_PORT, 80a",
        "MANAGEMENT_PORT, tcp://10.96.0.9:80",
        "FOOTFALL_RATE_LIMITS_POLICIES_API_LIMT, 7",
        "CRON_SECRET, test-admin-token",
        "VIEW_DEDUP_TTL_HOURS, '${NOWHERE}'"
    })
    void whatMakesNoSenseStopsTheStartWithOneLine(String name, String value) {
        Map<String, String> settings = new HashMap<>(SharedStores.settings());
        settings.put("ADMIN_TOKEN", "test-admin-token");
        settings.put(name, value);

        PackagedService.Ended ended = PackagedService.runToItsEnd(settings);

        assertThat(ended.exitCode()).isEqualTo(BAD_CONFIGURATION);
        assertThat(ended.output()).singleElement().asString().contains(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUARKUS_HTTP_PORT", "MANAGEMENT_PORT"})
    void aPortThatIsTakenStopsTheStartWithOneLine(String name) throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = new HashMap<>(SharedStores.settings());
            settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
            settings.put("QUARKUS_HTTP_PORT", String.valueOf(Ports.free()));
            settings.put("MANAGEMENT_PORT", String.valueOf(Ports.free()));
            settings.put(name, String.valueOf(other.getLocalPort()));

            PackagedService.Ended ended = PackagedService.runToItsEnd(settings);

            assertThat(ended.exitCode()).isEqualTo(BAD_CONFIGURATION);
            assertThat(ended.output()).singleElement().asString().contains(name + " cannot be opened");
        }
    }
}
