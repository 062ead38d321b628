package io.footfall.support;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Direct access to Redis, without the service. */
public final class RedisProbe {

    private static final Vertx VERTX = Vertx.vertx();

    /** A separate class, because starting the suite's Redis already needs probes. */
    private static final class OfSuite {
        private static final RedisProbe PROBE = new RedisProbe(SharedStores.redis());
    }

    private final Redis redis;
    private final List<Redis> servers;

    /** Connects to one server, or to a Cluster if several addresses are given, separated by commas. */
    public RedisProbe(String url) {
        List<String> addresses = List.of(url.split(","));
        this.servers = addresses.stream()
                .map(address -> Redis.createClient(VERTX, address))
                .toList();
        this.redis = servers.size() == 1
                ? servers.get(0)
                : Redis.createClient(
                        VERTX,
                        new RedisOptions().setType(RedisClientType.CLUSTER).setEndpoints(addresses));
    }

    /** The probe of the Redis that the tests of this JVM share. */
    public static RedisProbe ofSuite() {
        return OfSuite.PROBE;
    }

    public Response send(Command command, String... arguments) {
        return send(redis, command, arguments);
    }

    private static Response send(Redis to, Command command, String... arguments) {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        return get(to.send(request));
    }

    private static <T> T get(Future<T> answer) {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends commands for one server as one transaction. */
    public void atOnce(List<Request> commands) {
        List<Request> transaction = new ArrayList<>(List.of(Request.cmd(Command.MULTI)));
        transaction.addAll(commands);
        transaction.add(Request.cmd(Command.EXEC));
        get(redis.connect().compose(open -> open.batch(transaction).eventually(() -> open.close())));
    }

    /** Sends a command to each server. */
    public void everywhere(Command command, String... arguments) {
        servers.forEach(server -> send(server, command, arguments));
    }

    public long keys() {
        return send(Command.DBSIZE).toLong();
    }

    /** The used memory of all servers in bytes, without the buffers of normal client connections, which vary. */
    public long usedMemory() {
        return usedMemories().sum();
    }

    /** The used memory of the server that uses most, in bytes. */
    public long usedMemoryOfTheFullest() {
        return usedMemories().max().orElseThrow();
    }

    private LongStream usedMemories() {
        return servers.stream()
                .map(server -> send(server, Command.INFO, "memory").toString())
                .mapToLong(memory -> number(memory, "used_memory:") - number(memory, "mem_clients_normal:"));
    }

    private static long number(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).trim()))
                .findFirst()
                .orElseThrow();
    }

    /** Deletes the keys that match a pattern. Fails if there are none. */
    public void delete(String pattern) {
        Set<String> found = keys(pattern);
        if (found.isEmpty()) {
            throw new IllegalStateException("no key matches " + pattern);
        }
        found.forEach(key -> send(Command.DEL, key));
    }

    /** Returns the keys that match a pattern. */
    public Set<String> keys(String pattern) {
        Set<String> keys = new HashSet<>();
        servers.forEach(server -> {
            String cursor = "0";
            do {
                Response page = send(server, Command.SCAN, cursor, "MATCH", pattern, "COUNT", "1000");
                page.get(1).forEach(key -> keys.add(key.toString()));
                cursor = page.get(0).toString();
            } while (!cursor.equals("0"));
        });
        return keys;
    }
}
