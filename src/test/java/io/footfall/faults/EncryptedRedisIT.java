package io.footfall.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.Folders;
import io.footfall.support.PackagedService;
import io.footfall.support.RedisProcess;
import io.footfall.support.SharedStores;
import io.smallrye.certs.chain.CertificateChainGenerator;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A Redis that accepts only TLS. Its certificate is for 127.0.0.1, and signed by a private authority. */
@ResourceLock(SharedStores.OF_SUITE)
class EncryptedRedisIT {

    private static final String PASSWORD = "a-password-of-redis";

    private static final Path FOLDER = Folders.temporary("certificates");
    private static RedisProcess redis;

    @BeforeAll
    static void start() throws Exception {
        new CertificateChainGenerator(FOLDER.toFile())
                .withCN("redis")
                .withSAN(List.of("IP:127.0.0.1"))
                .generate();
        redis = RedisProcess.encrypted(FOLDER.resolve("redis.crt"), FOLDER.resolve("redis.key"), PASSWORD)
                .start();
    }

    @AfterAll
    static void stop() {
        redis.close();
        Folders.delete(FOLDER);
    }

    private static Map<String, String> settings(String host) {
        Map<String, String> settings = new HashMap<>();
        settings.put("REDIS_URL", "rediss://:" + PASSWORD + "@" + host + ":" + redis.port());
        settings.put("REDIS_CLUSTER", "false");
        return settings;
    }

    @Test
    void theAuthorityThatIsNamedIsTrusted() throws Exception {
        Map<String, String> settings = settings("127.0.0.1");
        settings.put("REDIS_TLS_CA", FOLDER.resolve("root.crt").toString());

        assertThat(countsThroughRedis(settings)).isTrue();
    }

    @Test
    void noOtherAuthorityIs() throws Exception {
        assertThat(countsThroughRedis(settings("127.0.0.1"))).isFalse();
    }

    @Test
    void norIsACertificateForAnotherName() throws Exception {
        Map<String, String> settings = settings("localhost");
        settings.put("REDIS_TLS_CA", FOLDER.resolve("root.crt").toString());

        assertThat(countsThroughRedis(settings)).isFalse();
    }

    private static boolean countsThroughRedis(Map<String, String> settings) throws Exception {
        try (PackagedService service = new PackagedService(settings).start()) {
            return service.fromManagement("/q/metrics").body().contains("footfall_views_through_redis 1.0");
        }
    }
}
