package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PackagedService;
import io.footfall.support.Ports;
import io.footfall.support.PostgresProbe;
import io.footfall.support.PostgresProcess;
import io.footfall.support.ServiceLog;
import io.footfall.support.SharedStores;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A permanent refusal of Postgres is logged once. A migration that can never succeed stops the start. */
@ResourceLock(SharedStores.OF_SUITE)
class PostgresRefusalIT {

    private static final Duration ASKED_AGAIN = Duration.ofSeconds(60);

    private static PostgresProcess postgres;
    private static PostgresProbe probe;

    @BeforeAll
    static void start() {
        postgres = new PostgresProcess().start();
        probe = new PostgresProbe(postgres.url());
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    private static String url(String user, String database) {
        return "postgresql://" + user + ":secret-of-postgres@127.0.0.1:" + postgres.port() + "/" + database;
    }

    private static PackagedService service(String url) throws IOException {
        PackagedService service = new PackagedService(Map.of("DATABASE_URL", url));
        Files.deleteIfExists(service.log());
        return service;
    }

    private static String started(PackagedService service) throws Exception {
        return service.fromManagement("/q/health/started").body();
    }

    private static void isToldOnceAndMended(PackagedService service, String reason, Runnable mend) throws Exception {
        Awaitility.await().atMost(ASKED_AGAIN).ignoreExceptions().until(() -> started(service)
                .contains("\"reason\": \"" + reason + "\""));
        assertThat(service.fromManagement("/q/health/started").statusCode()).isEqualTo(503);
        assertThat(service.fromManagement("/q/health/ready").body())
                .contains("\"postgresRefusal\": \"" + reason + "\"");

        mend.run();
        Awaitility.await()
                .atMost(ASKED_AGAIN)
                .until(() -> service.fromManagement("/q/health/started").statusCode() == 200);

        ServiceLog log = new ServiceLog(service.log());
        assertThat(log.messages("ERROR", "migrations wait for an operator")).hasSize(1);
        assertThat(log.messages("ERROR", "postgres refuses this service")).hasSize(1);
        assertThat(log.text()).doesNotContain("secret-of-postgres", "127.0.0.1:" + postgres.port());
    }

    @Test
    void aDatabaseThatDoesNotExistIsWaitedFor() throws Exception {
        try (PackagedService service = service(url("postgres", "later")).begin()) {
            isToldOnceAndMended(service, "database_missing", () -> probe.run("create database later"));
        }
    }

    private static JsonObject story(String title) {
        return new JsonObject().put("title", title).put("authorId", "ada");
    }

    /** As the former primary after a failover, to which connections are still open. */
    @Test
    void aPostgresThatTakesNoChangesIsNotReadyUntilItDoes() throws Exception {
        probe.run("create database standby");
        PostgresProbe standby = new PostgresProbe(url("postgres", "standby"));
        try (PackagedService service = service(url("postgres", "standby")).start()) {
            service.put("/api/stories/s1", story("Before"));
            standby.run("alter database standby set default_transaction_read_only = on");
            standby.run(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'standby' and pid <> pg_backend_pid()");

            Awaitility.await().atMost(ASKED_AGAIN).untilAsserted(() -> {
                HttpResponse<String> refused = service.tryToPut("/api/stories/s2", story("Meanwhile"));
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
                HttpResponse<String> ready = service.fromManagement("/q/health/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("\"postgresRefusal\": \"read_only\"");
            });

            standby.run(
                    "set default_transaction_read_only = off; alter database standby reset default_transaction_read_only");
            Awaitility.await()
                    .atMost(ASKED_AGAIN)
                    .until(() -> service.fromManagement("/q/health/ready").statusCode() == 200);
            service.put("/api/stories/s3", story("After"));
            assertThat(new ServiceLog(service.log()).messages("ERROR", "postgres refuses this service"))
                    .hasSize(1);
        }
    }

    @Test
    void aRoleThatMayNotCreateTablesIsToldOf() throws Exception {
        probe.run("create role narrow login password 'secret-of-postgres'");
        probe.run("create database narrowed");
        PostgresProbe narrowed = new PostgresProbe(url("postgres", "narrowed"));

        try (PackagedService service = service(url("narrow", "narrowed")).begin()) {
            isToldOnceAndMended(
                    service, "right_missing", () -> narrowed.run("grant create on schema public to narrow"));
        }
    }

    @Test
    void anAppliedScriptThatIsNotTheOneOfThisVersionStopsTheStartWithOneLine() throws Exception {
        probe.run("create database differs");
        try (PackagedService service = service(url("postgres", "differs")).start()) {
            service.terminate();
        }
        new PostgresProbe(url("postgres", "differs"))
                .run("update flyway_schema_history set checksum = 1 where version = '4'");

        isStopped("differs", "this database was migrated with other scripts than those of this version (version 4)");
    }

    @Test
    void aScriptThatFailsStopsTheStartWithOneLine() throws Exception {
        probe.run("create database taken");
        try (PackagedService service = service(url("postgres", "taken")).start()) {
            service.terminate();
        }
        PostgresProbe taken = new PostgresProbe(url("postgres", "taken"));
        taken.run("delete from flyway_schema_history where version::int >= 4");

        isStopped("taken", "a script failed: V4__likes.sql (SQLSTATE 42P07)");
    }

    private static void isStopped(String database, String why) {
        Map<String, String> settings = new HashMap<>(SharedStores.settings());
        settings.put("DATABASE_URL", url("postgres", database));
        settings.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        settings.put("QUARKUS_HTTP_PORT", String.valueOf(Ports.free()));
        settings.put("MANAGEMENT_PORT", String.valueOf(Ports.free()));
        settings.put("SERVICE_TOKENS", "test-service-token");
        settings.put("ADMIN_TOKEN", "test-admin-token");
        settings.put("CRON_SECRET", "test-cron-secret");

        PackagedService.Ended ended = PackagedService.runToItsEnd(settings);

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.output().stream()
                        .filter(line -> !line.contains("\"level\":\"INFO\"") && !line.contains("redis is in danger")))
                .singleElement()
                .asString()
                .contains("\"level\":\"ERROR\"", "the schema cannot be migrated: " + why);
    }
}
