package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.Certificate;
import io.footfall.support.Folders;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProbe;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.StandbyProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Postgres as cloud providers run it: with TLS under their own authority, and with a read replica. */
class ManagedPostgresIT {

    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final Path FOLDER = Folders.temporary("certificates");
    private static final Path OTHER_FOLDER = Folders.temporary("certificates");

    private static RedisProcess redis;
    private static PostgresProcess postgres;
    private static StandbyProcess standby;
    private static PostgresProbe primaryProbe;
    private static PostgresProbe standbyProbe;
    private static PackagedService service;
    private static PackagedService stranger;
    private int days = 1;

    @BeforeAll
    static void start() {
        Certificate certificate = Certificate.of("localhost", FOLDER);
        postgres = new PostgresProcess()
                .set("ssl", "on")
                .set("ssl_cert_file", certificate.certificate().toString())
                .set("ssl_key_file", certificate.key().toString())
                .start();
        standby = postgres.standby();
        PostgresProbe provider = new PostgresProbe(postgres.url());
        provider.run("create role footfall login password 'secret-of-the-role'");
        provider.run("create database footfall owner footfall");
        redis = RedisProcess.appendOnly().start();
        stranger = service(Certificate.of("localhost", OTHER_FOLDER)).begin();
        service = service(certificate).start();
        primaryProbe = new PostgresProbe(ofService(postgres.url()));
        standbyProbe = new PostgresProbe(ofService(standby.url()));
    }

    /** Creates a service that trusts the given authority, and connects with a role that is no superuser. */
    private static PackagedService service(Certificate authority) {
        Map<String, String> settings = new HashMap<>(redis.settings());
        settings.put(
                "DATABASE_URL", asRole(postgres.url()) + "?sslmode=verify-full&sslrootcert=" + authority.certificate());
        settings.put("DATABASE_READ_URL", asRole(standby.url()));
        return new PackagedService(settings);
    }

    private static String ofService(String url) {
        return url.replaceFirst("/postgres$", "/footfall");
    }

    private static String asRole(String url) {
        return ofService(url).replace("postgres:postgres@127.0.0.1", "footfall:secret-of-the-role@localhost");
    }

    @AfterAll
    static void end() {
        service.close();
        stranger.close();
        redis.close();
        standby.close();
        postgres.close();
        Folders.delete(FOLDER);
        Folders.delete(OTHER_FOLDER);
    }

    private static long connections(PostgresProbe probe, String name, boolean encrypted) {
        return probe.query("select count(*) from pg_stat_ssl join pg_stat_activity using (pid)"
                + " where application_name = '" + name + "' and ssl = " + encrypted);
    }

    @Test
    void allConnectionsAreEncrypted() {
        for (String client : new String[] {"footfall", "footfall-migrations"}) {
            assertThat(connections(primaryProbe, client, true)).as(client).isPositive();
            assertThat(connections(primaryProbe, client, false)).as(client).isZero();
        }
        assertThat(connections(standbyProbe, "footfall", true)).isPositive();
        assertThat(connections(standbyProbe, "footfall", false)).isZero();
    }

    @Test
    void whomAnotherAuthorityVouchesForIsNotTrusted() {
        Awaitility.await().ignoreExceptions().until(() -> isOpen(stranger, "postgres"));

        assertThat(status(stranger, "/q/health/started")).isEqualTo(503);
    }

    @Test
    void theHistoryIsReadFromTheReplicaAndFromThePrimaryWhereThatIsAway() throws Exception {
        String story = newStory();
        viewed(story, 5);
        untilReplayed(story, 5);
        standbyProbe.run("select pg_wal_replay_pause()");
        viewed(story, 7);
        assertThat(views(story)).isEqualTo(5);

        standby.kill();
        Awaitility.await().until(() -> {
            assertThat(views(story)).isEqualTo(7);
            return isOpen(service, "postgres-replica");
        });
        assertThat(isOpen(service, "postgres")).isFalse();
        assertThat(views(story)).isEqualTo(7);

        standby.start();
        Awaitility.await().until(() -> !isOpen(service, "postgres-replica"));
        untilReplayed(story, 7);
        standbyProbe.run("select pg_wal_replay_pause()");
        viewed(story, 9);
        assertThat(views(story)).isEqualTo(7);
        standbyProbe.run("select pg_wal_replay_resume()");
    }

    /** The story is not replicated yet. If it were taken for missing, that result would be cached for minutes. */
    @Test
    void aStoryThatTheReplicaDoesNotKnowYetIsThere() throws Exception {
        standbyProbe.run("select pg_wal_replay_pause()");

        assertThat(views(newStory())).isZero();
        standbyProbe.run("select pg_wal_replay_resume()");
    }

    private static String newStory() throws IOException, InterruptedException {
        String story = "m" + UUID.randomUUID().toString().substring(0, 8);
        service.put(
                "/api/stories/" + story,
                new JsonObject().put("title", "A story").put("authorId", "ada"));
        return story;
    }

    private static void viewed(String story, int views) {
        primaryProbe.run("insert into view_days values ('s:" + story + "', '" + TODAY + "', " + views
                + ") on conflict (item, day) do update set views = excluded.views");
    }

    private static void untilReplayed(String story, long views) {
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> standbyProbe.query("select views from view_days where item = 's:" + story + "'") == views);
    }

    /** Reads a range that was not read before, so that no cache answers it. */
    private long views(String story) throws IOException, InterruptedException {
        days++;
        JsonObject stats = new JsonObject(service.get("/api/stories/" + story + "/stats?from=" + TODAY.minusDays(days))
                .body());
        return stats.getLong("views");
    }

    private static boolean isOpen(PackagedService of, String store) throws IOException, InterruptedException {
        return of.fromManagement("/q/metrics")
                .body()
                .lines()
                .anyMatch(line -> line.startsWith("footfall_store_circuit_open{store=\"" + store + "\"} 1"));
    }

    private static int status(PackagedService of, String path) {
        try {
            return of.fromManagement(path).statusCode();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
