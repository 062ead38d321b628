package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.EventStream;
import io.footfall.support.PackagedService;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.ServiceLog;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.footfall.support.ViewLoad;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A service without any fault, from the first start on empty stores to SIGTERM, logs no warnings. */
@ResourceLock(SharedStores.OF_SUITE)
class HealthyServiceIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int VIEWS = 50_000;
    private static final int VIEWERS = 1_000;

    private static final Vertx VERTX = Vertx.vertx();
    private static RedisProcess redis;
    private static PostgresProcess postgres;

    @BeforeAll
    static void start() {
        redis = RedisProcess.appendOnly().start();
        postgres = new PostgresProcess().start();
    }

    @AfterAll
    static void stop() {
        VERTX.close();
        redis.close();
        postgres.close();
    }

    private static PackagedService service() throws Exception {
        Map<String, String> settings = new HashMap<>(redis.settings());
        settings.put("DATABASE_URL", postgres.url());
        PackagedService service = new PackagedService(settings).patient();
        Files.deleteIfExists(service.log());
        return service;
    }

    @Test
    void nothingIsWarnedOfFromAFirstStartToAnEndUnderLoad() throws Exception {
        try (PackagedService service = service().start();
                ViewLoad load = new ViewLoad(service.port(), VIEWS, n -> new ViewLoad.View("s1", "u" + n % VIEWERS));
                EventStream figures = EventStream.of(
                        "/api/admin/live", VERTX.createHttpClient(), service.port(), ServiceUnderTest.OPERATOR)) {
            service.put(
                    "/api/stories/s1", new JsonObject().put("title", "A story").put("authorId", "ada"));
            load.start();
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> load.answered() > VIEWERS && !figures.events().isEmpty());
            assertThat(service.sync().getBoolean("success")).isTrue();

            assertThat(service.terminate()).isEqualTo(143);

            assertThat(new ServiceLog(service.log()).alarming()).isEmpty();
        }
    }

    @Test
    void norWhereItIsEndedWhileItStarts() throws Exception {
        try (PackagedService service = service().begin()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> Files.exists(service.log()) && Files.size(service.log()) > 0);

            service.terminate();

            assertThat(new ServiceLog(service.log()).alarming()).isEmpty();
        }
    }
}
