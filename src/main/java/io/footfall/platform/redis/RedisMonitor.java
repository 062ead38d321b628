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

/** Looks at Redis now and then, and says aloud what is wrong with it: in the log once, and as a metric. */
@Singleton
public class RedisMonitor {

    private static final Logger LOG = Logger.getLogger(RedisMonitor.class);

    /**
     * A look at Redis.
     *
     * @param latency how long a PING took
     * @param info what it tells of itself; of a Cluster, its masters together
     * @param dangers what is wrong with it
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
     * Looks at Redis now.
     *
     * @return what was seen; fails where Redis does not answer
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

    /** A Redis that refuses INFO can be looked at no closer; {@link RedisGateway#refusals()} says that it does. */
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

    /** A managed Redis may refuse CONFIG, and of a Cluster any server answers: they are set up alike. */
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
