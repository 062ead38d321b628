package io.footfall.support;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A look into Redis past the service. */
public final class RedisProbe {

    private static final Vertx VERTX = Vertx.vertx();
    private static final RedisProbe OF_SUITE = new RedisProbe(Stores.redis());

    private final Redis redis;

    public RedisProbe(String url) {
        this.redis = Redis.createClient(VERTX, url);
    }

    /** Looks into the Redis that the tests of this JVM share. */
    public static RedisProbe ofSuite() {
        return OF_SUITE;
    }

    public Response send(Command command, String... arguments) {
        Request request = Request.cmd(command);
        for (String argument : arguments) {
            request.arg(argument);
        }
        try {
            return redis.send(request).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public long keys() {
        return send(Command.DBSIZE).toLong();
    }

    /** Without the buffers of connections, which come and go. */
    public long usedMemory() {
        String memory = send(Command.INFO, "memory").toString();
        return number(memory, "used_memory:") - number(memory, "mem_clients_normal:");
    }

    private static long number(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.substring(name.length()).trim()))
                .findFirst()
                .orElseThrow();
    }

    /** Keys that match a pattern. */
    public Set<String> keys(String pattern) {
        Set<String> keys = new HashSet<>();
        String cursor = "0";
        do {
            Response page = send(Command.SCAN, cursor, "MATCH", pattern, "COUNT", "1000");
            page.get(1).forEach(key -> keys.add(key.toString()));
            cursor = page.get(0).toString();
        } while (!cursor.equals("0"));
        return keys;
    }
}
