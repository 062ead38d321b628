package io.footfall.simulation;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** A call of a script, numbered as in Lua: the first key and the first argument are number 1. */
public final class ScriptCall {

    private static final int MICROS = 1_000_000;
    private static final int NANOS_OF_A_MICRO = 1_000;

    private final RedisModel redis;
    private final Instant now;
    private final String[] words;
    private final int keysAt;
    private final int keys;

    /** Words of a command: its name, the script, the number of keys, keys, arguments. */
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
     * A key.
     *
     * @param number from 1
     * @return {@code KEYS[number]}
     */
    public String key(int number) {
        return words[keysAt + number - 1];
    }

    /**
     * How many keys there are.
     *
     * @return {@code #KEYS}
     */
    public int keys() {
        return keys;
    }

    /**
     * An argument.
     *
     * @param number from 1
     * @return {@code ARGV[number]}
     */
    public String argument(int number) {
        return words[keysAt + keys + number - 1];
    }

    /**
     * How many arguments there are.
     *
     * @return {@code #ARGV}
     */
    public int arguments() {
        return words.length - keysAt - keys;
    }

    /**
     * The same call with another argument, for a test that breaks a script on purpose.
     *
     * @param number from 1
     * @param text the argument instead
     * @return a call of the same Redis
     */
    public ScriptCall withArgument(int number, String text) {
        String[] changed = words.clone();
        changed[keysAt + keys + number - 1] = text;
        return new ScriptCall(redis, now, changed, keys);
    }

    /**
     * Executes a command of the Redis that runs the script, for a test that breaks a script on purpose.
     *
     * @param command the command's words
     * @return its answer
     */
    public Object redis(String... command) {
        return redis.execute(Arrays.asList(command), now);
    }

    /** The words of an argument from a number on. */
    List<String> argumentsFrom(int number) {
        return Arrays.asList(words).subList(keysAt + keys + number - 1, words.length);
    }

    long number(int argument) {
        return Long.parseLong(argument(argument));
    }

    Keyspace memory() {
        return redis.keyspace();
    }

    /** Epoch milliseconds; time stands still while a script runs. */
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
