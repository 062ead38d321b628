package io.footfall.platform.redis;

import io.footfall.platform.store.StoreUnavailableException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The servers that hold Footfall's partitions: a single server, or the masters of a Cluster. */
@Singleton
public class RedisTopology {

    private static final Script SERVER_OF = Script.named("server", "server-of");
    private static final Script INFO = Script.named("info");

    /** A key for calls that concern the server as a whole; without a Cluster, every key is on the same server. */
    private static final List<String> ONE_SERVER =
            List.of(RedisKeys.partition(PartitionId.all().get(0)));

    private final RedisCalls redis;
    private final boolean cluster;

    /**
     * Creates an instance; sends no command yet.
     *
     * @param redis the calls to Redis
     * @param settings say whether Redis is a Cluster
     */
    @Inject
    public RedisTopology(RedisCalls redis, RedisSettings settings) {
        this.redis = redis.inBackground();
        this.cluster = settings.cluster();
    }

    /**
     * Returns one key on each server, for scripts that concern a whole server.
     *
     * @return as many keys as there are masters with partitions
     */
    public Uni<List<String>> keys() {
        return cluster
                ? found().map(masters -> List.copyOf(masters.values()))
                : Uni.createFrom().item(ONE_SERVER);
    }

    /**
     * Returns the identity of the masters that hold partitions at this moment. It changes when a master is restarted or
     * failed over, even back to a process that was master before, and when partitions move to other masters.
     *
     * @return the replication ids of the masters, sorted and joined by commas
     */
    public Uni<String> identity() {
        return found().map(RedisTopology::identity);
    }

    /**
     * Reads {@code INFO} of each server.
     *
     * @return one entry for each master with partitions
     */
    public Uni<List<ServerInfo>> look() {
        return keys().chain(keys -> redis.runEach(
                        INFO,
                        keys.stream()
                                .map(key -> new RedisCalls.Call(List.of(key), List.of()))
                                .toList()))
                .map(answers -> answers.stream()
                        .map(answer -> ServerInfo.of(answer.toString()))
                        .toList());
    }

    /**
     * Returns a check that a connection leads to the expected servers.
     *
     * @param identity {@link #identity()} of the expected servers
     * @param cluster whether they are a Cluster
     * @return fails for a connection that leads to other servers, or to restarted ones
     */
    public static Function<RedisConnection, Future<Void>> expected(String identity, boolean cluster) {
        return open -> on(open, cluster)
                .compose(masters -> identity(masters).equals(identity)
                        ? Future.succeededFuture()
                        : Future.failedFuture(StoreUnavailableException.redisNotAsked(
                                new IllegalStateException("another server, or a restarted one"))));
    }

    private Uni<SortedMap<String, String>> found() {
        return redis.calling(SERVER_OF.name(), open -> on(open, cluster));
    }

    private static String identity(SortedMap<String, String> masters) {
        return String.join(",", masters.keySet());
    }

    /** Returns the replication id of each master with partitions, and one key that the master holds. */
    private static Future<SortedMap<String, String>> on(RedisConnection open, boolean cluster) {
        List<String> keys =
                cluster ? PartitionId.all().stream().map(RedisKeys::partition).toList() : ONE_SERVER;
        return Future.all(keys.stream()
                        .map(key -> SERVER_OF.runOn(open, List.of(key), List.of()))
                        .toList())
                .map(CompositeFuture::<Response>list)
                .map(ids -> {
                    SortedMap<String, String> masters = new TreeMap<>();
                    for (int i = 0; i < keys.size(); i++) {
                        masters.putIfAbsent(ids.get(i).toString(), keys.get(i));
                    }
                    return masters;
                });
    }
}
