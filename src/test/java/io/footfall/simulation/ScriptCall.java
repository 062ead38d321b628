package io.footfall.simulation;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A call of a script. Keys and arguments are numbered as in Lua: the first one is number 1. */
public final class ScriptCall {

    private static final int MICROS = 1_000_000;
    private static final int NANOS_OF_A_MICRO = 1_000;

    private final RedisModel redis;
    private final Instant now;
    private final String[] words;
    private final int keysAt;
    private final int keys;

    /** The words are those of the command: its name, the script, the number of keys, the keys, the arguments. */
    ScriptCall(RedisModel redis, Instant now, String[] words) {
        this(redis, now, words, Integer.parseInt(words[RedisModel.KEYS_AT - 1]));
    }

    private ScriptCall(RedisModel redis, Instant now, String[] words, int keys) {
        this.redis = redis;
        this.now = now;
        this.words = words;
        this.keysAt = RedisModel.KEYS_AT;
        this.keys = keys;
    }

    /**
     * Returns a key.
     *
     * @param number from 1
     * @return {@code KEYS[number]}
     */
    public String key(int number) {
        return words[keysAt + number - 1];
    }

    /**
     * Returns the number of keys.
     *
     * @return {@code #KEYS}
     */
    public int keys() {
        return keys;
    }

    /**
     * Returns an argument.
     *
     * @param number from 1
     * @return {@code ARGV[number]}
     */
    public String argument(int number) {
        return words[keysAt + keys + number - 1];
    }

    /**
     * Returns the number of arguments.
     *
     * @return {@code #ARGV}
     */
    public int arguments() {
        return words.length - keysAt - keys;
    }

    /**
     * Returns the same call with another argument, for a test that breaks a script on purpose.
     *
     * @param number from 1
     * @param text the new argument
     * @return a call in the same Redis
     */
    public ScriptCall withArgument(int number, String text) {
        String[] changed = words.clone();
        changed[keysAt + keys + number - 1] = text;
        return new ScriptCall(redis, now, changed, keys);
    }

    /**
     * Executes a command in the Redis that runs the script, for a test that breaks a script on purpose.
     *
     * @param command the command's words
     * @return its reply
     */
    public Object redis(String... command) {
        return redis.execute(Arrays.asList(command), now);
    }

    /** Returns the arguments from this number on. */
    List<String> argumentsFrom(int number) {
        return Arrays.asList(words).subList(keysAt + keys + number - 1, words.length);
    }

    long number(int argument) {
        return Long.parseLong(argument(argument));
    }

    Keyspace memory() {
        return redis.keyspace();
    }

    /** Epoch milliseconds. The time does not change while a script runs. */
    long millis() {
        return now.toEpochMilli();
    }

    /** Epoch microseconds. */
    long micros() {
        return now.getEpochSecond() * MICROS + now.getNano() / NANOS_OF_A_MICRO;
    }

    String replicationId() {
        return redis.replicationId();
    }

    void publish(String channel, String message) {
        redis.publish(channel, message);
    }
}
