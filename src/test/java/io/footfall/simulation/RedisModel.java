package io.footfall.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * An in-memory model of one Redis server, as far as Footfall uses it for counting views and for locks. Single-threaded;
 * it uses the clock that it is given. The model recognises a script by its text, and does what the script in
 * {@code src/main/resources/redis} does, which {@code RedisModelTest} verifies.
 *
 * <p>Keys, fields and numbers are those of Redis, with one exception: the viewers of a partition and dedup window are
 * one set, under the key that holds the number of their buckets in Redis. There are no access rights. Keys expire only
 * by the clock, exactly to the millisecond, and are never evicted.
 */
public final class RedisModel {

    /** The index of the first key in a command that runs a script. */
    static final int KEYS_AT = 3;

    private final InstantSource clock;
    private final Map<String, RedisScript> scripts = RedisScripts.all();
    private final List<BiConsumer<String, String>> listeners = new ArrayList<>();
    private List<String[]> published = new ArrayList<>();
    private Keyspace keyspace = new Keyspace();
    private long starts = 1;
    private String replicationId = idOf(starts);

    /** An error that Redis answers. The exception's message is the text of the error. */
    public static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1;

        /**
         * Creates an error without a stack trace, because simulations create many.
         *
         * @param text the error that Redis answers; it begins with the error code
         */
        public Refusal(String text) {
            super(text, null, false, false);
        }
    }

    /** A snapshot: a copy of everything that a Redis held at one moment. */
    public static final class Memory {

        private final Keyspace keyspace;

        private Memory(Keyspace keyspace) {
            this.keyspace = keyspace;
        }
    }

    /**
     * Creates an empty Redis.
     *
     * @param clock the clock, which must not go back
     */
    public RedisModel(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Loads all scripts into every model of this JVM, in the form in which the service sends them. Without this call,
     * the first use of each script in the JVM is answered with NOSCRIPT. A simulation that is repeated alone would then
     * make other calls than it made as one of many.
     */
    public static void knowAllScripts() {
        RedisScripts.learnAll();
    }

    /**
     * Replaces the behaviour of a script, for a test that verifies that a fault is detected.
     *
     * @param script the name of the script's file without {@code .lua}
     * @param change maps the present behaviour to the new behaviour
     * @return this
     * @throws IllegalArgumentException where the script has no model
     */
    public RedisModel with(String script, UnaryOperator<RedisScript> change) {
        RedisScript before = scripts.get(script);
        if (before == null) {
            throw new IllegalArgumentException("no model of the script " + script);
        }
        scripts.put(script, change.apply(before));
        return this;
    }

    /**
     * Executes one command atomically. Listeners receive the published messages before this method returns.
     *
     * @param command the name of the command in any case, then its arguments
     * @return null, Long, String or List of those, as Redis answers
     * @throws Refusal with the error that Redis answers
     * @throws IllegalStateException where the command, the script or the form of the call has no model
     */
    public Object call(List<String> command) {
        Instant now = clock.instant();
        keyspace.turnTo(now.toEpochMilli());
        Object answer = execute(command, now);
        if (!published.isEmpty()) {
            tellPublished();
        }
        return answer;
    }

    /** Executes a command at the given time. */
    Object execute(List<String> command, Instant now) {
        String name = command.get(0).toUpperCase(Locale.ROOT);
        return switch (name) {
            case "EVALSHA" -> run(known(command.get(1)), command, now);
            case "EVAL" -> run(RedisScripts.learn(command.get(1)), command, now);
            case "PUBLISH" -> publish(command.get(1), command.get(2));
            case "INFO" -> "# Replication\r\nrole:master\r\nmaster_replid:" + replicationId + "\r\n";
            default -> RedisCommands.execute(name, command, keyspace);
        };
    }

    private static String known(String digest) {
        String script = RedisScripts.named(digest);
        if (script == null) {
            throw new Refusal("NOSCRIPT No matching script. Please use EVAL.");
        }
        return script;
    }

    private Object run(String script, List<String> command, Instant now) {
        return scripts.get(script).run(new ScriptCall(this, now, command.toArray(String[]::new)));
    }

    /**
     * Registers a listener for the messages that are published from now on.
     *
     * @param listener receives the channel and the message
     */
    public void whenPublished(BiConsumer<String, String> listener) {
        listeners.add(listener);
    }

    Long publish(String channel, String message) {
        published.add(new String[] {channel, message});
        return (long) listeners.size();
    }

    /** Delivers the published messages. A listener may call this Redis. */
    private void tellPublished() {
        List<String[]> messages = published;
        published = new ArrayList<>();
        for (String[] message : messages) {
            for (BiConsumer<String, String> listener : listeners) {
                listener.accept(message[0], message[1]);
            }
        }
    }

    Keyspace keyspace() {
        return keyspace;
    }

    /**
     * Returns the replication id of this server, which changes with every restart.
     *
     * @return 40 hexadecimal digits, the number of starts; the first one is the same in every model
     */
    public String replicationId() {
        return replicationId;
    }

    private static String idOf(long start) {
        return "%040x".formatted(start);
    }

    /** Restarts the server without data loss, as with an append-only file. */
    public void restart() {
        starts++;
        replicationId = idOf(starts);
    }

    /** Restarts the server with loss of all data. */
    public void loseMemory() {
        keyspace.clear();
        restart();
    }

    /** Deletes all data without a restart, as FLUSHALL does. */
    public void forget() {
        keyspace.clear();
    }

    /**
     * Takes a snapshot.
     *
     * @return a copy, which later calls do not change
     */
    public Memory memory() {
        keyspace.turnTo(clock.millis());
        return new Memory(keyspace.copy());
    }

    /**
     * Restarts the server with the data of a snapshot.
     *
     * @param memory the snapshot, which can be used again
     */
    public void goBackTo(Memory memory) {
        keyspace = memory.keyspace.copy();
        restart();
    }

    /**
     * Returns all current data.
     *
     * @return a map from each key to a {@link KeyDump}
     */
    public SortedMap<String, Object> dump() {
        keyspace.turnTo(clock.millis());
        return keyspace.dump();
    }
}
