package io.footfall.platform.redis;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Lua script of {@code src/main/resources/redis}. It is called by its digest; its text is sent only if Redis does not
 * know the digest.
 */
public final class Script {

    private final String name;
    private final String text;
    private final String sha1;

    private Script(String name, String text) {
        this.name = name;
        this.text = text;
        this.sha1 = sha1(text);
    }

    /**
     * Reads a script from the class path.
     *
     * @param names file names without {@code .lua}: first those of shared parts, then that of the script itself
     * @return the script
     * @throws IllegalStateException if the application was packaged without one of the files
     */
    public static Script named(String... names) {
        return new Script(
                names[names.length - 1], Stream.of(names).map(Script::text).collect(Collectors.joining("\n")));
    }

    /**
     * Reads a script that may write even if the memory of Redis is full: one that frees memory, or is needed to free
     * it.
     *
     * @param names as for {@link #named}
     * @return the script
     */
    public static Script makingRoom(String... names) {
        Script script = named(names);
        return new Script(script.name, "#!lua flags=allow-oom\n" + script.text);
    }

    /** Returns the name of the script in traces. */
    String name() {
        return name;
    }

    private static String text(String name) {
        String path = "/redis/" + name + ".lua";
        try (InputStream in = Script.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no script " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the script by digest, and again with its text if Redis does not know the digest. */
    Future<Response> runOn(RedisConnection connection, List<String> keys, Iterable<String> arguments) {
        return runOn(connection, script -> call(script, keys, arguments));
    }

    /** Runs the script with a binary last argument. */
    Future<Response> runOn(RedisConnection connection, List<String> keys, Iterable<String> arguments, byte[] last) {
        return runOn(connection, script -> call(script, keys, arguments).arg(Buffer.buffer(last)));
    }

    private Future<Response> runOn(RedisConnection connection, UnaryOperator<Request> arguments) {
        return connection
                .send(arguments.apply(Request.cmd(Command.EVALSHA).arg(sha1)))
                .recover(failure -> isUnknown(failure)
                        ? connection.send(
                                arguments.apply(Request.cmd(Command.EVAL).arg(text)))
                        : Future.failedFuture(failure));
    }

    private static boolean isUnknown(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
    }

    private static Request call(Request request, List<String> keys, Iterable<String> arguments) {
        request.arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
