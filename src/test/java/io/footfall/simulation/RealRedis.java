package io.footfall.simulation;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A real Redis server that executes the commands of a sequence, and reports its results in the form of the model. */
final class RealRedis implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;
    private static final int MANY = 10_000;
    private static final String LAST_MESSAGE = "that is all";

    /** A script that returns, for each key, its name, type, expiry time and content. */
    private static final String DUMP = """
            local dump = {}
            for _, key in ipairs(redis.call('KEYS', '*')) do
              local kind = redis.call('TYPE', key).ok
              local held
              if kind == 'string' then
                held = { redis.call('GET', key) }
              elseif kind == 'hash' then
                held = redis.call('HGETALL', key)
              elseif kind == 'set' then
                held = redis.call('SMEMBERS', key)
              elseif kind == 'list' then
                held = redis.call('LRANGE', key, 0, -1)
              else
                held = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
              end
              dump[#dump + 1] = { key, kind, redis.call('PEXPIRETIME', key), held }
            end
            return dump
            """;

    private final Vertx vertx = Vertx.vertx();
    private final Redis client;
    private final RedisConnection connection;
    private final BlockingQueue<String> published = new LinkedBlockingQueue<>();

    /**
     * The results of a sequence: for each step a reply or a {@link RedisModel.Refusal}, the content of the server at
     * the end, and the published messages.
     */
    record Outcome(List<Object> answers, SortedMap<String, Object> dump, List<String> published) {}

    RealRedis(String url) {
        // RESP2, in which HGETALL returns an array, as it does for scripts.
        this.client = Redis.createClient(
                vertx,
                new RedisOptions()
                        .setConnectionString(url)
                        .setProtocolNegotiation(false)
                        .setMaxWaitingHandlers(MANY));
        this.connection = get(client.connect());
        listen(get(client.connect()));
        for (String script : RedisScripts.all().keySet()) {
            get(connection.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(RedisScripts.text(script))));
        }
    }

    private void listen(RedisConnection subscription) {
        subscription.handler(message -> {
            if (message.get(0).toString().equals("message")) {
                published.add(message.get(1) + " " + message.get(2));
            }
        });
        get(subscription.send(
                Request.cmd(Command.SUBSCRIBE).arg(RandomCounts.CHANNEL).arg(RandomLocks.CHANNEL)));
    }

    /**
     * Empties the server and sends the steps, pipelined after those of earlier calls. The supplier waits for the
     * results; call it once.
     */
    Supplier<Outcome> play(List<Step> steps) {
        connection.send(Request.cmd(Command.FLUSHALL));
        List<Future<Response>> answers = new ArrayList<>();
        for (Step step : steps) {
            answers.add(send(step.command()));
        }
        Future<Response> dump = send(List.of("EVAL", DUMP, "0"));
        connection.send(Request.cmd(Command.PUBLISH).arg(RandomLocks.CHANNEL).arg(LAST_MESSAGE));
        return () -> {
            List<Object> told = new ArrayList<>();
            for (Future<Response> answer : answers) {
                told.add(plain(answer));
            }
            return new Outcome(told, held(get(dump)), heard());
        };
    }

    private Future<Response> send(List<String> command) {
        Request request = Request.cmd(Command.create(command.get(0)));
        command.subList(1, command.size()).forEach(request::arg);
        return connection.send(request);
    }

    private List<String> heard() {
        List<String> heard = new ArrayList<>();
        try {
            while (true) {
                String message = published.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (message == null) {
                    throw new IllegalStateException("a message is missing");
                }
                if (message.endsWith(LAST_MESSAGE)) {
                    return heard;
                }
                heard.add(message);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object plain(Future<Response> answer) {
        try {
            return plain(get(answer));
        } catch (IllegalStateException e) {
            return new RedisModel.Refusal(e.getCause().getCause().getMessage());
        }
    }

    private static Object plain(Response answer) {
        if (answer == null) {
            return null;
        }
        if (answer.type() == ResponseType.MULTI) {
            List<Object> plain = new ArrayList<>();
            answer.forEach(one -> plain.add(plain(one)));
            return plain;
        }
        return answer.type() == ResponseType.NUMBER ? (Object) answer.toLong() : answer.toString();
    }

    private static <T> T get(Future<T> answer) {
        try {
            return answer.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Converts a reply of {@link #DUMP} to the form of {@link RedisModel#dump()}. */
    private static SortedMap<String, Object> held(Response dump) {
        SortedMap<String, Object> held = new TreeMap<>();
        for (Response key : dump) {
            long expiry = key.get(2).toLong();
            held.put(
                    key.get(0).toString(),
                    new KeyDump(value(key.get(1).toString(), key.get(3)), expiry < 0 ? null : expiry));
        }
        joinBuckets(held);
        return held;
    }

    private static Object value(String kind, Response held) {
        if (kind.equals("string")) {
            return held.get(0).toString();
        }
        List<String> texts = new ArrayList<>();
        held.forEach(text -> texts.add(text.toString()));
        if (kind.equals("list")) {
            return texts;
        }
        if (kind.equals("set")) {
            return new TreeSet<>(texts);
        }
        SortedMap<String, Object> map = new TreeMap<>();
        for (int i = 0; i < texts.size(); i += 2) {
            String text = texts.get(i + 1);
            map.put(texts.get(i), kind.equals("hash") ? (Object) text : (Object) (long) Double.parseDouble(text));
        }
        return map;
    }

    /**
     * Replaces the number of buckets of each window by the content of its bucket, as the model stores it. There are few
     * viewers, so that a window has a single bucket.
     */
    private static void joinBuckets(SortedMap<String, Object> held) {
        for (String key : List.copyOf(held.keySet())) {
            if (key.contains(":d:") && held.get(key) instanceof KeyDump window && window.value() instanceof String) {
                Object bucket = held.remove(key + ":0");
                held.remove(key);
                if (bucket != null) {
                    held.put(key, bucket);
                }
            }
        }
    }

    @Override
    public void close() {
        client.close();
        get(vertx.close());
    }
}
