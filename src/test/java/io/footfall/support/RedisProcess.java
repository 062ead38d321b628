package io.footfall.support;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A separate Redis for a test. It can be killed, stopped and restarted on the same port. It is one server, a Cluster of
 * three masters, or a master and a replica that Sentinels monitor. The factories that do not say which create one
 * server, or a Cluster with {@code -Pcluster}. With several masters, each kill or stop takes the next master.
 */
public final class RedisProcess implements AutoCloseable {

    private static final int THREE = 3;
    private static final int SLOTS = 16_384;
    private static final String[] FORGETS_NOTHING = {"--appendonly", "yes", "--appendfsync", "always", "--save", ""};
    private static final String WATCHED_AS = "footfall";

    /** The time for a failover, and for the setup of several servers. */
    private static final Duration LONGEST_FAILOVER = Duration.ofSeconds(30);

    private final boolean cluster;
    private final List<RedisServer> masters;
    private final List<RedisServer> replicas;
    private final List<RedisServer> sentinels = new ArrayList<>();
    private int victim;
    private boolean joined;

    private RedisProcess(boolean cluster, int replicas, String... settings) {
        this(cluster, servers(cluster, cluster ? THREE : 1, settings), servers(cluster, replicas, settings));
    }

    private RedisProcess(boolean cluster, List<RedisServer> masters, List<RedisServer> replicas) {
        this.cluster = cluster;
        this.masters = masters;
        this.replicas = replicas;
    }

    private static List<RedisServer> servers(boolean cluster, int many, String... settings) {
        return IntStream.range(0, many)
                .mapToObj(i ->
                        new RedisServer(Stream.concat(Stream.of(settings), cluster ? clusterSettings() : Stream.empty())
                                .toList()))
                .toList();
    }

    private static Stream<String> clusterSettings() {
        return Stream.of(
                "--cluster-enabled",
                "yes",
                "--cluster-port",
                String.valueOf(Ports.free()),
                "--cluster-node-timeout",
                "1000");
    }

    /** Whether the factories that do not say which create a Cluster. */
    public static boolean isClusterByDefault() {
        return Boolean.getBoolean("footfall.cluster");
    }

    /** Keeps all data when it is killed (append-only file, synced on every write). */
    public static RedisProcess appendOnly() {
        return new RedisProcess(isClusterByDefault(), 0, FORGETS_NOTHING);
    }

    /** Loses all data when it is killed. */
    public static RedisProcess withoutMemory() {
        return new RedisProcess(isClusterByDefault(), 0, "--save", "");
    }

    /** Returns to its last snapshot when it is killed. Snapshots are only written by {@link #snapshot}. */
    public static RedisProcess withSnapshots() {
        return new RedisProcess(isClusterByDefault(), 0, "--save", "3600 1000000000");
    }

    /** A Cluster of three masters that keep all data. */
    public static RedisProcess cluster() {
        return new RedisProcess(true, 0, FORGETS_NOTHING);
    }

    /** A Cluster of three masters that keep all data, each with a replica for failover. */
    public static RedisProcess clusterWithReplicas() {
        return new RedisProcess(true, THREE, FORGETS_NOTHING);
    }

    /** A master and a replica that keep all data, with three Sentinels that run the failover. */
    public static RedisProcess withSentinels() {
        RedisProcess redis = new RedisProcess(false, 1, FORGETS_NOTHING);
        for (int i = 0; i < THREE; i++) {
            redis.sentinels.add(RedisServer.sentinel(String.join(
                    "\n",
                    "sentinel monitor %s 127.0.0.1 %d 2"
                            .formatted(WATCHED_AS, redis.masters.get(0).port()),
                    "sentinel down-after-milliseconds %s 500".formatted(WATCHED_AS),
                    "sentinel failover-timeout %s 3000".formatted(WATCHED_AS))));
        }
        return redis;
    }

    /** One server that only accepts TLS. Tests reach it through a service, not through a probe. */
    public static RedisProcess encrypted(Path certificate, Path key, String password) {
        return new RedisProcess(false, List.of(RedisServer.encrypted(certificate, key, password)), List.of());
    }

    /** Starts all servers that do not run. The first call also sets up the Cluster or the replication. */
    public RedisProcess start() {
        masters.forEach(RedisServer::start);
        replicas.forEach(RedisServer::start);
        if (!joined) {
            if (cluster) {
                join();
            } else {
                follow();
            }
            joined = true;
        }
        return this;
    }

    /** Creates the Cluster as {@code redis-cli --cluster create} does. */
    private void join() {
        List<RedisServer> all =
                Stream.concat(masters.stream(), replicas.stream()).toList();
        for (int i = 0; i < all.size(); i++) {
            all.get(i).probe().send(Command.CLUSTER, "SET-CONFIG-EPOCH", String.valueOf(i + 1));
        }
        for (RedisServer server : all.subList(1, all.size())) {
            all.get(0).probe().send(Command.CLUSTER, "MEET", "127.0.0.1", portOf(server), busPortOf(server));
        }
        for (int i = 0; i < masters.size(); i++) {
            String from = String.valueOf(SLOTS * i / masters.size());
            String to = String.valueOf(SLOTS * (i + 1) / masters.size() - 1);
            masters.get(i).probe().send(Command.CLUSTER, "ADDSLOTSRANGE", from, to);
        }
        until(() ->
                all.stream().allMatch(server -> answers(server, "INFO").contains("cluster_known_nodes:" + all.size())));
        for (int i = 0; i < replicas.size(); i++) {
            replicas.get(i).probe().send(Command.CLUSTER, "REPLICATE", answers(masters.get(i), "MYID"));
        }
        until(() -> all.stream()
                .map(server -> answers(server, "INFO"))
                .allMatch(info -> info.contains("cluster_state:ok") && info.contains("cluster_size:" + THREE)));
        replicas.forEach(RedisProcess::untilInSync);
    }

    private static String answers(RedisServer server, String question) {
        return server.probe().send(Command.CLUSTER, question).toString();
    }

    private static String portOf(RedisServer server) {
        return String.valueOf(server.port());
    }

    private static String busPortOf(RedisServer server) {
        return server.probe()
                .send(Command.CONFIG, "GET", "cluster-port")
                .get("cluster-port")
                .toString();
    }

    private void follow() {
        for (RedisServer replica : replicas) {
            replica.probe().send(Command.REPLICAOF, "127.0.0.1", portOf(masters.get(0)));
            untilInSync(replica);
        }
        sentinels.forEach(RedisServer::start);
        until(() -> sentinels.stream()
                .map(sentinel -> sentinel.probe()
                        .send(Command.SENTINEL, "CKQUORUM", WATCHED_AS)
                        .toString())
                .allMatch(quorum -> quorum.startsWith("OK " + THREE)));
    }

    private static void untilInSync(RedisServer replica) {
        until(() -> replica.probe().send(Command.INFO, "replication").toString().contains("master_link_status:up"));
    }

    private static void until(Callable<Boolean> condition) {
        Awaitility.await("a Redis of several servers")
                .atMost(LONGEST_FAILOVER)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(condition);
    }

    /** Sends SIGKILL. With several masters, to the next one. */
    public void kill() {
        next().kill();
    }

    private RedisServer next() {
        victim = (victim + 1) % masters.size();
        return masters.get(victim);
    }

    /** Sends SIGKILL and deletes the snapshot: all data is lost. */
    public void killForgetting() {
        kill();
        masters.get(victim).forget();
    }

    /** Suspends the server for a duration, like the fork for a snapshot does. */
    public void stopFor(Duration stall) {
        stop();
        try {
            LockSupport.parkNanos(stall.toNanos());
        } finally {
            resume();
        }
    }

    /** Sends SIGSTOP: connections stay open, no reply arrives. */
    public void stop() {
        next().signal("STOP");
    }

    /** Sends SIGCONT: the commands that arrived meanwhile are executed. */
    public void resume() {
        masters.get(victim).signal("CONT");
    }

    /** Runs a failover from each master to its replica. Both stay up: no data is lost and no connection ends. */
    public void changePlaces() {
        List<RedisServer> followers = Stream.concat(masters.stream(), replicas.stream())
                .filter(server -> !isMaster(server))
                .toList();
        for (RedisServer follower : followers) {
            follower.probe().send(Command.CLUSTER, "FAILOVER");
            until(() -> isMaster(follower));
        }
    }

    /** Becomes a different master at once: a new replication id, the same data, and no connection ends. */
    public void becomeAnother() {
        RedisProbe probe = probe();
        until(() -> {
            probe.atOnce(List.of(
                    Request.cmd(Command.REPLICAOF).arg("127.0.0.1").arg(1),
                    Request.cmd(Command.REPLICAOF).arg("NO").arg("ONE")));
            return true;
        });
    }

    private static boolean isMaster(RedisServer server) {
        return server.probe().send(Command.ROLE).get(0).toString().equals("master");
    }

    /** Waits until the server that was killed last, and restarted, replicates from the new master. */
    public void untilReplaced() {
        untilInSync(masters.get(victim));
    }

    /** Writes a snapshot now. */
    public void snapshot() {
        everywhere(Command.SAVE);
    }

    /** Deletes all data while the server runs. */
    public void flush() {
        everywhere(Command.FLUSHALL);
    }

    /** Changes a setting while the server runs. */
    public void set(String name, String value) {
        everywhere(Command.CONFIG, "SET", name, value);
    }

    /** Sends a command to each master. */
    public void everywhere(Command command, String... arguments) {
        masters.forEach(server -> server.probe().send(command, arguments));
    }

    /** The port of the first server. */
    public int port() {
        return masters.get(0).port();
    }

    /** One address, or several separated by commas. */
    public String url() {
        return (sentinels.isEmpty() ? Stream.concat(masters.stream(), replicas.stream()) : sentinels.stream())
                .map(server -> "redis://127.0.0.1:" + server.port())
                .collect(Collectors.joining(","));
    }

    public RedisProbe probe() {
        return new RedisProbe(url());
    }

    /** Creates a proxy to this Redis that can inject network faults. */
    public TcpProxy proxy() {
        return isOneServer() ? new TcpProxy(masters.get(0).port()) : TcpProxy.toWherever();
    }

    private boolean isOneServer() {
        return !cluster && sentinels.isEmpty();
    }

    /** The settings for a service that uses this Redis. */
    public Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("REDIS_URL", url());
        settings.put("REDIS_CLUSTER", String.valueOf(cluster));
        if (!sentinels.isEmpty()) {
            settings.put("REDIS_SENTINEL_MASTER", WATCHED_AS);
        }
        return settings;
    }

    /** The settings for a service that connects through a proxy. */
    public Map<String, String> settings(TcpProxy through) {
        Map<String, String> settings = settings();
        if (isOneServer()) {
            settings.put("REDIS_URL", "redis://127.0.0.1:" + through.port());
        } else {
            settings.put("QUARKUS_REDIS_TCP_PROXY_OPTIONS_HOST", "127.0.0.1");
            settings.put("QUARKUS_REDIS_TCP_PROXY_OPTIONS_PORT", String.valueOf(through.port()));
            settings.put("QUARKUS_REDIS_TCP_PROXY_OPTIONS_TYPE", "socks4");
        }
        return settings;
    }

    /** The options of a client that connects through a proxy, to one server or to a Cluster. */
    public RedisOptions options(TcpProxy through) {
        RedisOptions options = new RedisOptions().setMaxPoolSize(32).setMaxPoolWaiting(2_000);
        return cluster
                ? options.setType(RedisClientType.CLUSTER)
                        .setEndpoints(List.of(url().split(",")))
                        .setNetClientOptions(new NetClientOptions()
                                .setProxyOptions(new ProxyOptions()
                                        .setType(ProxyType.SOCKS4)
                                        .setHost("127.0.0.1")
                                        .setPort(through.port())))
                : options.setConnectionString("redis://127.0.0.1:" + through.port());
    }

    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        replicas.forEach(RedisServer::close);
        masters.forEach(RedisServer::close);
    }
}
