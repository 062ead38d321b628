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
 * One Redis server as Footfall uses it to count views and to lock: in memory, in one thread, by the clock that it is given.
 * Scripts are recognised by their text, and do what those of {@code src/main/resources/redis} do, which
 * {@code RedisModelTest} shows.
 *
 * <p>Keys, fields and numbers are those of Redis, with one exception: the viewers of a partition and dedup window are one
 * set, under the key that holds the number of their buckets in Redis. Users may do everything; keys are forgotten by the
 * clock alone, to the millisecond, never for want of memory.
 */
public final class RedisModel {

    /** Where the keys of a command that runs a script begin. */
    static final int KEYS_AT = 3;

    private final InstantSource clock;
    private final Map<String, RedisScript> scripts = RedisScripts.all();
    private final List<BiConsumer<String, String>> listeners = new ArrayList<>();
    private List<String[]> published = new ArrayList<>();
    private Keyspace keyspace = new Keyspace();
    private long starts = 1;
    private String replicationId = idOf(starts);

    /** An error that Redis answers; its message is the text of that. */
    public static final class Refusal extends RuntimeException {

        private static final long serialVersionUID = 1;

        /**
         * A refusal without a stack trace, because simulations meet many.
         *
         * @param text what Redis answers, beginning with its code
         */
        public Refusal(String text) {
            super(text, null, false, false);
        }
    }

    /** A copy of all that a Redis held at a moment. */
    public static final class Memory {

        private final Keyspace keyspace;

        private Memory(Keyspace keyspace) {
            this.keyspace = keyspace;
        }
    }

    /**
     * An empty Redis.
     *
     * @param clock tells the time; it should not go back
     */
    public RedisModel(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Has every model of this JVM know all scripts as the service sends them. Without it the first call of each script is
     * refused with NOSCRIPT, once in the JVM: a simulation that is repeated alone makes other calls than it made as one of many.
     */
    public static void knowAllScripts() {
        RedisScripts.learnAll();
    }

    /**
     * Changes what a script does, for a test that shows that a fault is noticed.
     *
     * @param script name of its file without {@code .lua}
     * @param change from what the script did so far to what it does from now on
     * @return this
     * @throws IllegalArgumentException where there is no model of the script
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
     * Executes one command, atomically. Who listens is told what was published before this returns.
     *
     * @param command its name in any case, then its arguments
     * @return null, Long, String or List of those, as Redis answers
     * @throws Refusal with the error that Redis answers
     * @throws IllegalStateException for a command, a script or a way of calling it that there is no model of
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

    /** Executes a command at a time. */
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
     * Has somebody told of what is published from now on.
     *
     * @param listener is given the channel and the message
     */
    public void whenPublished(BiConsumer<String, String> listener) {
        listeners.add(listener);
    }

    Long publish(String channel, String message) {
        published.add(new String[] {channel, message});
        return (long) listeners.size();
    }

    /** Listeners may call this Redis. */
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
     * Names this server since it was started.
     *
     * @return 40 hexadecimal digits, which count the starts: the first one is the same of every model
     */
    public String replicationId() {
        return replicationId;
    }

    private static String idOf(long start) {
        return "%040x".formatted(start);
    }

    /** Is started again with all that it held, as with an append-only file. */
    public void restart() {
        starts++;
        replicationId = idOf(starts);
    }

    /** Is started again, empty. */
    public void loseMemory() {
        keyspace.clear();
        restart();
    }

    /** Forgets everything while it runs, as with FLUSHALL. */
    public void forget() {
        keyspace.clear();
    }

    /**
     * A snapshot.
     *
     * @return a copy, which later calls do not change
     */
    public Memory memory() {
        keyspace.turnTo(clock.millis());
        return new Memory(keyspace.copy());
    }

    /**
     * Is started again with what a snapshot holds.
     *
     * @param memory the snapshot, which may be used again
     */
    public void goBackTo(Memory memory) {
        keyspace = memory.keyspace.copy();
        restart();
    }

    /**
     * All that is held now.
     *
     * @return from each key to a {@link Held}
     */
    public SortedMap<String, Object> dump() {
        keyspace.turnTo(clock.millis());
        return keyspace.dump();
    }
}
