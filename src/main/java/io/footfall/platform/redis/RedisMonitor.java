package io.footfall.platform.redis;

import io.footfall.platform.store.RecoveredFailure;
import io.footfall.platform.store.StoreUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Checks Redis every 30 seconds for dangerous settings and states. Each warning is a gauge, and is logged once when it
 * appears.
 */
@Singleton
public class RedisMonitor {

    private static final Logger LOG = Logger.getLogger(RedisMonitor.class);

    /**
     * The result of a check of Redis.
     *
     * @param latency how long a PING took
     * @param info the reply to {@code INFO}; on a Cluster, merged from all masters that hold partitions
     * @param dangers the warnings that were found
     */
    public record Look(Duration latency, ServerInfo info, List<RedisWarning> dangers) {}

    private final RedisCalls redis;
    private final RedisTopology topology;
    private volatile Set<RedisWarning> known = EnumSet.noneOf(RedisWarning.class);

    RedisMonitor(
            RedisCalls redis,
            RedisTopology topology,
            RedisGateway gateway,
            RedisSettings settings,
            MeterRegistry metrics) {
        this.redis = redis;
        this.topology = topology;
        Gauge.builder("footfall.redis.enabled", () -> settings.enabled() && gateway.isConfigured() ? 1 : 0)
                .description("1 where this replica is to use Redis, 0 where it does without it on purpose")
                .register(metrics);
        for (RedisWarning danger : RedisWarning.values()) {
            Gauge.builder("footfall.redis.danger", this, watch -> watch.known.contains(danger) ? 1 : 0)
                    .description("1 where Redis is set up or used so that views may be lost or refused")
                    .tag("danger", danger.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
    }

    /**
     * Checks Redis now.
     *
     * @return the result; fails if Redis is unavailable
     */
    public Uni<Look> look() {
        return Uni.createFrom().deferred(() -> {
            long start = System.nanoTime();
            return redis.send(Request.cmd(Command.PING))
                    .map(pong -> Duration.ofNanos(System.nanoTime() - start))
                    .chain(this::lookCloser);
        });
    }

    private Uni<Look> lookCloser(Duration latency) {
        return Uni.combine()
                .all()
                .unis(servers(), configuration())
                .with((servers, configuration) -> look(latency, servers, configuration));
    }

    /** Returns the unknown server if Redis refuses INFO; {@link RedisGateway#refusals()} reports the refusal. */
    private Uni<List<ServerInfo>> servers() {
        return topology.look()
                .onFailure(RedisMonitor::isRefused)
                .invoke(RecoveredFailure.PROBE_STORES::record)
                .onFailure(RedisMonitor::isRefused)
                .recoverWithItem(List.of(ServerInfo.UNKNOWN));
    }

    private static boolean isRefused(Throwable failure) {
        return failure instanceof StoreUnavailableException unavailable
                && unavailable.refusal().isPresent();
    }

    private Look look(Duration latency, List<ServerInfo> servers, Map<String, String> configuration) {
        List<RedisWarning> dangers = servers.stream()
                .flatMap(server -> RedisWarning.of(server, configuration).stream())
                .distinct()
                .sorted()
                .toList();
        tell(dangers);
        return new Look(latency, ServerInfo.together(servers), dangers);
    }

    /**
     * Returns no settings if CONFIG fails, because a managed Redis may refuse it. On a Cluster, any server replies: all
     * are assumed to have the same configuration.
     */
    private Uni<Map<String, String>> configuration() {
        return redis.send(Request.cmd(Command.CONFIG).arg("GET").arg("save"))
                .map(RedisMonitor::mapOf)
                .onFailure()
                .invoke(RecoveredFailure.READ_REDIS_CONFIGURATION::record)
                .onFailure()
                .recoverWithItem(Map.of());
    }

    private static Map<String, String> mapOf(Response answer) {
        Map<String, String> settings = new HashMap<>();
        for (String name : answer.getKeys()) {
            settings.put(name, answer.get(name).toString());
        }
        return settings;
    }

    private synchronized void tell(List<RedisWarning> dangers) {
        dangers.stream()
                .filter(danger -> !known.contains(danger))
                .forEach(danger -> LOG.logf(danger.level(), "redis is in danger: %s", danger.advice()));
        known = dangers.isEmpty() ? EnumSet.noneOf(RedisWarning.class) : EnumSet.copyOf(dangers);
    }

    @Scheduled(every = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> lookNowAndThen() {
        return look().replaceWithVoid().plug(RecoveredFailure.PROBE_STORES::ignore);
    }
}
