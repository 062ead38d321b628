package io.footfall.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Maps the text or the digest of a script to its name and its model. */
final class RedisScripts {

    private static final Map<String, Modelled> MODELLED = new LinkedHashMap<>();

    /** Names of scripts by the digests of the texts that were loaded. */
    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

    static {
        add(CountScript::run, "buckets", "limits", "count");
        add(RevokeScript::run, "buckets", "revoke");
        add(TransferScripts::seal, "seal");
        add(TransferScripts::claim, "claim");
        add(TransferScripts::forget, "forget");
        add(TransferScripts::remove, "remove");
        add(TransferScripts::reset, "reset");
        add(TransferScripts::buffered, "buffered");
        add(ReconciliationScripts::handBack, "buckets", "hand-back");
        add(ReconciliationScripts::raiseEra, "raise-era");
        add(ReconciliationScripts::begin, "settle-begin");
        add(ReconciliationScripts::settle, "settle");
        add(ReconciliationScripts::salt, "salt");
        add(ReconciliationScripts::serverOf, "server", "server-of");
        add(LockScripts::acquire, "locks", "lock-acquire");
        add(LockScripts::extend, "locks", "lock-extend");
        add(LockScripts::release, "locks", "lock-release");
        add(LockScripts::look, "locks", "lock-look");
        // The model does nothing: a cache within the process has nothing to invalidate in Redis.
        add(call -> 0L, "cache", "cache-invalidate");
    }

    /**
     * The model of a script, and the texts of which the script consists: the parts that it shares with other scripts,
     * then its own.
     */
    private record Modelled(RedisScript script, List<String> parts, String text, String digest) {
        private Modelled(RedisScript script, List<String> parts) {
            this(script, parts, String.join("\n", parts), RedisScripts.digest(String.join("\n", parts)));
        }

        private boolean isText(String text) {
            return text.endsWith(parts.get(parts.size() - 1)) && parts.stream().allMatch(text::contains);
        }
    }

    private RedisScripts() {}

    private static void add(RedisScript script, String... names) {
        MODELLED.put(
                names[names.length - 1],
                new Modelled(
                        script, Arrays.stream(names).map(RedisScripts::textOf).toList()));
    }

    /** Returns the models of all scripts by the names of their files without {@code .lua}. */
    static Map<String, RedisScript> all() {
        Map<String, RedisScript> all = new LinkedHashMap<>();
        MODELLED.forEach((name, modelled) -> all.put(name, modelled.script));
        return all;
    }

    /** Returns the text of a script, including its shared parts. */
    static String text(String name) {
        return MODELLED.get(name).text();
    }

    /** Returns the SHA-1 digest of {@link #text}. */
    static String digestOf(String name) {
        return MODELLED.get(name).digest();
    }

    /** Returns the name of the script with this digest. Null where its text was not loaded yet. */
    static String named(String digest) {
        return KNOWN.get(digest);
    }

    /** Loads a text, and returns the name of its script. */
    static String learn(String text) {
        String digest = digest(text);
        String known = KNOWN.get(digest);
        if (known != null) {
            return known;
        }
        for (Map.Entry<String, Modelled> modelled : MODELLED.entrySet()) {
            if (modelled.getValue().isText(text)) {
                KNOWN.put(digest, modelled.getKey());
                return modelled.getKey();
            }
        }
        throw new IllegalStateException("no model of the script\n" + text);
    }

    /** Loads all scripts, in the forms in which the service sends them. */
    static void learnAll() {
        MODELLED.values().forEach(modelled -> {
            learn(modelled.text());
            learn("#!lua flags=allow-oom\n" + modelled.text());
        });
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String textOf(String name) {
        try (InputStream in = RedisScripts.class.getResourceAsStream("/redis/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("no script " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
