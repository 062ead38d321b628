package io.footfall.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script of {@code src/main/resources/redis}, called by its digest; Redis is sent the text only where it does
 * not know it yet.
 */
public final class Script {

    private final String text;
    private final String sha1;

    private Script(String text) {
        this.text = text;
        this.sha1 = sha1(text);
    }

    /**
     * Reads a script from the class path.
     *
     * @param name file name without {@code .lua}
     * @return the script
     * @throws IllegalStateException where the application was packaged without it
     */
    public static Script named(String name) {
        String path = "/redis/" + name + ".lua";
        try (InputStream in = Script.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no script " + path);
            }
            return new Script(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A call by digest, to be completed with arguments. */
    Request byDigest(List<String> keys, Iterable<String> arguments) {
        return call(Command.EVALSHA, sha1, keys, arguments);
    }

    /** The same call with the script's text, after which Redis knows the digest. */
    Request byText(List<String> keys, Iterable<String> arguments) {
        return call(Command.EVAL, text, keys, arguments);
    }

    static boolean isUnknown(Throwable failure) {
        return failure.getMessage() != null && failure.getMessage().startsWith("NOSCRIPT");
    }

    private static Request call(Command command, String script, List<String> keys, Iterable<String> arguments) {
        Request request = Request.cmd(command).arg(script).arg(keys.size());
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
