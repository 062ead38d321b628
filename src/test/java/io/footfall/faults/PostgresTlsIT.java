package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.footfall.support.Certificate;
import io.footfall.support.Folders;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProbe;
import io.footfall.support.PostgresProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each {@code sslmode} has the same effect for requests as for migrations, and the same meaning as in libpq. */
class PostgresTlsIT {

    private enum Outcome {
        ENCRYPTED,
        NOT_ENCRYPTED,
        REFUSED
    }

    private enum Trust {
        NOBODY,
        ITS_AUTHORITY,
        ANOTHER
    }

    /** The server's certificate is for {@code localhost}, signed by an authority that is not trusted by default. */
    private enum Address {
        NO_MODE("", "localhost", Trust.NOBODY, Outcome.NOT_ENCRYPTED),
        DISABLE("sslmode=disable", "localhost", Trust.NOBODY, Outcome.NOT_ENCRYPTED),
        ALLOW_WHERE_ENCRYPTION_IS_DEMANDED("sslmode=allow", "localhost", Trust.NOBODY, Outcome.ENCRYPTED),
        PREFER("sslmode=prefer", "localhost", Trust.NOBODY, Outcome.ENCRYPTED),
        REQUIRE("sslmode=require", "localhost", Trust.NOBODY, Outcome.ENCRYPTED),
        REQUIRE_WITH_ANOTHER_AUTHORITY("sslmode=require", "localhost", Trust.ANOTHER, Outcome.REFUSED),
        VERIFY_CA_BY_ANOTHER_NAME("sslmode=verify-ca", "127.0.0.1", Trust.ITS_AUTHORITY, Outcome.ENCRYPTED),
        VERIFY_FULL_BY_ANOTHER_NAME("sslmode=verify-full", "127.0.0.1", Trust.ITS_AUTHORITY, Outcome.REFUSED);

        private final String mode;
        private final String host;
        private final Trust trust;
        private final Outcome outcome;

        Address(String mode, String host, Trust trust, Outcome outcome) {
            this.mode = mode;
            this.host = host;
            this.trust = trust;
            this.outcome = outcome;
        }

        /** Each address uses a database of its own, so that its connections can be told apart. */
        private String database() {
            return name().toLowerCase(Locale.ROOT);
        }

        private String url() {
            return ofDatabase(postgres.url(), database()).replace("127.0.0.1", host)
                    + (mode.isEmpty() ? "" : "?" + mode)
                    + switch (trust) {
                        case NOBODY -> "";
                        case ITS_AUTHORITY -> "&sslrootcert=" + certificate.certificate();
                        case ANOTHER -> "&sslrootcert=" + another.certificate();
                    };
        }
    }

    private static final Duration START = Duration.ofSeconds(60);
    private static final List<String> CLIENTS = List.of("footfall", "footfall-migrations");
    private static final Path FOLDER = Folders.temporary("certificates");
    private static final Path OTHER_FOLDER = Folders.temporary("certificates");

    private static Certificate certificate;
    private static Certificate another;
    private static PostgresProcess postgres;
    private static PostgresProbe probe;

    @BeforeAll
    static void start() {
        certificate = Certificate.of("localhost", FOLDER);
        another = Certificate.of("localhost", OTHER_FOLDER);
        postgres = new PostgresProcess()
                .set("ssl", "on")
                .set("ssl_cert_file", certificate.certificate().toString())
                .set("ssl_key_file", certificate.key().toString())
                .start();
        probe = new PostgresProbe(postgres.url());
        Arrays.stream(Address.values()).forEach(address -> {
            probe.run("create database " + address.database());
            if (address.name().endsWith("DEMANDED")) {
                postgres.decideFirst("hostnossl " + address.database() + " all all reject");
            }
        });
    }

    @AfterAll
    static void end() {
        postgres.close();
        Folders.delete(FOLDER);
        Folders.delete(OTHER_FOLDER);
    }

    private static String ofDatabase(String url, String database) {
        return url.replaceFirst("/postgres$", "/" + database);
    }

    @ParameterizedTest
    @EnumSource(Address.class)
    void migrationsAndRequestsAgree(Address address) throws Exception {
        Map<String, String> settings = Map.of("REDIS_ENABLED", "false", "DATABASE_URL", address.url());
        try (PackagedService service = new PackagedService(settings).begin()) {
            if (address.outcome == Outcome.REFUSED) {
                bothRefuse(service);
            } else {
                bothConnect(service, address);
            }
        }
    }

    private static void bothRefuse(PackagedService service) throws Exception {
        await().atMost(START).ignoreExceptions().until(() -> metrics(service)
                .contains("circuit_open{store=\"postgres\"} 1"));

        assertThat(service.fromManagement("/q/health/started").statusCode()).isEqualTo(503);
    }

    private static void bothConnect(PackagedService service, Address address) throws Exception {
        await().atMost(START)
                .ignoreExceptions()
                .until(() -> service.fromManagement("/q/health/started").statusCode() == 200);

        await().until(() -> service.fromManagement("/q/health/ready").statusCode() == 200);
        service.put("/api/stories/s1", new JsonObject().put("title", "A story").put("authorId", "ada"));
        boolean encrypted = address.outcome == Outcome.ENCRYPTED;
        for (String client : CLIENTS) {
            assertThat(connections(address, client, encrypted)).as(client).isPositive();
            assertThat(connections(address, client, !encrypted)).as(client).isZero();
        }
    }

    private static String metrics(PackagedService service) throws IOException, InterruptedException {
        return service.fromManagement("/q/metrics").body();
    }

    private static long connections(Address address, String client, boolean encrypted) {
        return probe.query("select count(*) from pg_stat_ssl join pg_stat_activity using (pid)"
                + " where datname = '" + address.database() + "' and application_name = '" + client + "' and ssl = "
                + encrypted);
    }
}
