package io.footfall.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Model of the commands other than scripts. */
final class RedisCommands {

    private RedisCommands() {}

    static Object execute(String name, List<String> words, Keyspace memory) {
        String key = words.size() < 2 ? "" : words.get(1);
        return switch (name) {
            case "PING" -> "PONG";
            case "GET" -> memory.get(key);
            case "SET" -> set(key, words, memory);
            case "DEL" -> number(delete(words, memory));
            case "EXISTS" -> existing(words, memory);
            case "PEXPIRE" -> number(memory.expire(key, Long.parseLong(words.get(2))));
            case "HLEN" -> (long) memory.hash(key).size();
            case "HGET" -> memory.hget(key, words.get(2));
            case "HSET" -> number(memory.hset(key, words.get(2), only(words, 3)));
            case "HDEL" -> number(memory.hdel(key, only(words, 2)));
            case "HGETALL" -> flat(memory.hash(key));
            case "HSCAN" -> List.of("0", flat(memory.hash(key)));
            case "SADD" -> number(memory.sadd(key, only(words, 2)));
            case "SREM" -> removed(key, words, memory);
            case "LPUSH" -> memory.lpush(key, only(words, 2));
            case "LTRIM" -> trim(key, words, memory);
            case "LRANGE" -> range(key, words, memory);
            case "ZADD" -> number(memory.zadd(key, only(words, 3), Long.parseLong(words.get(2))));
            default -> throw new IllegalStateException("no model of the command " + words);
        };
    }

    private static long number(boolean done) {
        return done ? 1 : 0;
    }

    /** Returns the word at this index, which has to be the last one. Redis would accept several; the model does not. */
    private static String only(List<String> words, int index) {
        if (words.size() != index + 1) {
            throw new IllegalStateException("no model of the command " + words);
        }
        return words.get(index);
    }

    private static String set(String key, List<String> words, Keyspace memory) {
        memory.set(key, only(words, 2));
        return "OK";
    }

    private static boolean delete(List<String> words, Keyspace memory) {
        return memory.delete(only(words, 1));
    }

    private static Long existing(List<String> words, Keyspace memory) {
        long existing = 0;
        for (int i = 1; i < words.size(); i++) {
            existing += number(memory.exists(words.get(i)));
        }
        return existing;
    }

    private static Long removed(String key, List<String> words, Keyspace memory) {
        long removed = 0;
        for (int i = 2; i < words.size(); i++) {
            removed += number(memory.srem(key, words.get(i)));
        }
        return removed;
    }

    private static List<Object> flat(Map<String, String> hash) {
        List<Object> flat = new ArrayList<>(2 * hash.size());
        hash.forEach((field, text) -> {
            flat.add(field);
            flat.add(text);
        });
        return flat;
    }

    private static String trim(String key, List<String> words, Keyspace memory) {
        memory.ltrim(key, fromTheHead(words) + 1);
        return "OK";
    }

    private static List<Object> range(String key, List<String> words, Keyspace memory) {
        List<String> list = memory.list(key);
        return List.copyOf(list.subList(0, (int) Math.min(list.size(), fromTheHead(words) + 1)));
    }

    /** Returns the last index of a range that begins at the head. */
    private static long fromTheHead(List<String> words) {
        long last = Long.parseLong(only(words, 3));
        if (!words.get(2).equals("0") || last < 0) {
            throw new IllegalStateException("no model of the command " + words);
        }
        return last;
    }
}
