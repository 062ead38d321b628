package io.footfall.simulation;

import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All keys of a modelled Redis with their values and expiry times, and the commands that scripts use on them. A command
 * on a key of another type throws ClassCastException. Times are epoch milliseconds.
 */
final class Keyspace {

    private static final long FOREVER = Long.MAX_VALUE;
    private static final Comparator<Map.Entry<String, Long>> BY_SCORE =
            Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey());

    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, PartitionNames> names = new HashMap<>();
    private long now;

    private static final class Entry {
        private final Value value;
        private long expiresAt;

        private Entry(Value value, long expiresAt) {
            this.value = value;
            this.expiresAt = expiresAt;
        }
    }

    /** Sets the current time, which decides which keys are expired. */
    void turnTo(long millis) {
        now = millis;
    }

    /** Returns the key names of a partition, which are built once and cached. */
    PartitionNames partition(String prefix) {
        PartitionNames found = names.get(prefix);
        if (found == null) {
            found = new PartitionNames(prefix);
            names.put(prefix, found);
        }
        return found;
    }

    void clear() {
        entries.clear();
    }

    /** Returns an independent copy, without expired keys. */
    Keyspace copy() {
        Keyspace copy = new Keyspace();
        copy.now = now;
        entries.forEach((key, entry) -> {
            if (entry.expiresAt >= now) {
                copy.entries.put(key, new Entry(entry.value.copy(), entry.expiresAt));
            }
        });
        return copy;
    }

    SortedMap<String, Object> dump() {
        SortedMap<String, Object> dump = new TreeMap<>();
        entries.forEach((key, entry) -> {
            if (entry.expiresAt >= now) {
                dump.put(key, new KeyDump(entry.value.dump(), entry.expiresAt == FOREVER ? null : entry.expiresAt));
            }
        });
        return dump;
    }

    /** Returns the entry of a key. Null where the key does not exist or is expired. */
    private Entry find(String key) {
        Entry entry = entries.get(key);
        if (entry != null && entry.expiresAt < now) {
            entries.remove(key);
            return null;
        }
        return entry;
    }

    private Value value(String key) {
        Entry entry = find(key);
        return entry == null ? null : entry.value;
    }

    boolean exists(String key) {
        return find(key) != null;
    }

    boolean delete(String key) {
        boolean found = find(key) != null;
        entries.remove(key);
        return found;
    }

    /** Renames a key, which keeps its expiry time. */
    void rename(String from, String to) {
        Entry entry = find(from);
        if (entry == null) {
            throw new RedisModel.Refusal("ERR no such key");
        }
        entries.remove(from);
        entries.put(to, entry);
    }

    // Expiry

    boolean expireAt(String key, long when) {
        Entry entry = find(key);
        if (entry == null) {
            return false;
        }
        if (when <= now) {
            entries.remove(key);
        } else {
            entry.expiresAt = when;
        }
        return true;
    }

    /** As {@code PEXPIREAT} with {@code GT}: changes the expiry time only where the new one is later. */
    void expireLater(String key, long when) {
        Entry entry = find(key);
        if (entry != null && when > entry.expiresAt) {
            expireAt(key, when);
        }
    }

    boolean expire(String key, long millis) {
        return expireAt(key, now + millis);
    }

    /**
     * As {@code PTTL}: the remaining time to live in milliseconds, -2 where the key does not exist, -1 where it never
     * expires.
     */
    long timeLeft(String key) {
        Entry entry = find(key);
        if (entry == null) {
            return -2;
        }
        return entry.expiresAt == FOREVER ? -1 : entry.expiresAt - now;
    }

    // Strings

    String get(String key) {
        Value value = value(key);
        return value == null ? null : ((Value.Text) value).text();
    }

    void set(String key, String text) {
        entries.put(key, new Entry(new Value.Text(text), FOREVER));
    }

    void setUntil(String key, String text, long when) {
        entries.put(key, new Entry(new Value.Text(text), when));
    }

    void setFor(String key, String text, long millis) {
        if (millis <= 0) {
            throw new RedisModel.Refusal("ERR invalid expire time in 'set' command");
        }
        setUntil(key, text, now + millis);
    }

    void increment(String key) {
        Entry entry = find(key);
        String text = entry == null ? "0" : ((Value.Text) entry.value).text();
        entries.put(
                key,
                new Entry(
                        new Value.Text(Long.toString(Long.parseLong(text) + 1)),
                        entry == null ? FOREVER : entry.expiresAt));
    }

    // Hashes

    /** Returns the hash of a key, empty where the key does not exist. The caller must not change it. */
    Map<String, String> hash(String key) {
        Value value = value(key);
        return value == null ? Map.of() : ((Value.Fields) value).map();
    }

    private Map<String, String> ownHash(String key) {
        Value value = value(key);
        if (value == null) {
            value = new Value.Fields();
            entries.put(key, new Entry(value, FOREVER));
        }
        return ((Value.Fields) value).map();
    }

    String hget(String key, String field) {
        Value value = value(key);
        return value == null ? null : ((Value.Fields) value).map().get(field);
    }

    boolean hset(String key, String field, String text) {
        return ownHash(key).put(field, text) == null;
    }

    void hsetIfAbsent(String key, String field, String text) {
        ownHash(key).putIfAbsent(field, text);
    }

    boolean hdel(String key, String field) {
        Value value = value(key);
        if (value == null) {
            return false;
        }
        Map<String, String> map = ((Value.Fields) value).map();
        boolean removed = map.remove(field) != null;
        if (map.isEmpty()) {
            entries.remove(key);
        }
        return removed;
    }

    long hincrby(String key, String field, long by) {
        Map<String, String> map = ownHash(key);
        String before = map.get(field);
        long after = (before == null ? 0 : Long.parseLong(before)) + by;
        map.put(field, Long.toString(after));
        return after;
    }

    // Sets

    int scard(String key) {
        Value value = value(key);
        return value == null ? 0 : ((Value.Members) value).set().size();
    }

    boolean sismember(String key, String member) {
        Value value = value(key);
        return value != null && ((Value.Members) value).set().contains(member);
    }

    boolean sadd(String key, String member) {
        Value value = value(key);
        if (value == null) {
            value = new Value.Members();
            entries.put(key, new Entry(value, FOREVER));
        }
        return ((Value.Members) value).set().add(member);
    }

    boolean srem(String key, String member) {
        Value value = value(key);
        if (value == null) {
            return false;
        }
        Set<String> set = ((Value.Members) value).set();
        boolean removed = set.remove(member);
        if (set.isEmpty()) {
            entries.remove(key);
        }
        return removed;
    }

    // Lists

    List<String> list(String key) {
        Value value = value(key);
        return value == null ? List.of() : List.copyOf(((Value.Texts) value).list());
    }

    long lpush(String key, String text) {
        Value value = value(key);
        if (value == null) {
            value = new Value.Texts();
            entries.put(key, new Entry(value, FOREVER));
        }
        ((Value.Texts) value).list().addFirst(text);
        return ((Value.Texts) value).list().size();
    }

    /** Removes and returns the last element. Null where the list is empty. */
    String rpop(String key) {
        Value value = value(key);
        if (value == null) {
            return null;
        }
        String last = ((Value.Texts) value).list().pollLast();
        forgetEmptyList(key, value);
        return last;
    }

    /** Removes all elements that are equal to the text. */
    void lrem(String key, String text) {
        Value value = value(key);
        if (value != null) {
            ((Value.Texts) value).list().removeIf(text::equals);
            forgetEmptyList(key, value);
        }
    }

    /** Keeps only the first {@code kept} elements, counted from the head. */
    void ltrim(String key, long kept) {
        Value value = value(key);
        if (value != null) {
            while (((Value.Texts) value).list().size() > kept) {
                ((Value.Texts) value).list().removeLast();
            }
            forgetEmptyList(key, value);
        }
    }

    private void forgetEmptyList(String key, Value value) {
        if (((Value.Texts) value).list().isEmpty()) {
            entries.remove(key);
        }
    }

    // Sorted sets

    private Map<String, Long> scores(String key) {
        Value value = value(key);
        return value == null ? Map.of() : ((Value.Ranks) value).scores();
    }

    Long zscore(String key, String member) {
        return scores(key).get(member);
    }

    boolean zadd(String key, String member, long score) {
        Value value = value(key);
        if (value == null) {
            value = new Value.Ranks();
            entries.put(key, new Entry(value, FOREVER));
        }
        return ((Value.Ranks) value).scores().put(member, score) == null;
    }

    void zrem(String key, String member) {
        Map<String, Long> scores = scores(key);
        if (!scores.isEmpty()) {
            scores.remove(member);
            if (scores.isEmpty()) {
                entries.remove(key);
            }
        }
    }

    /** Returns the member with the lowest score, null where the set is empty. */
    String zfirst(String key) {
        Map<String, Long> scores = scores(key);
        return scores.isEmpty()
                ? null
                : Collections.min(scores.entrySet(), BY_SCORE).getKey();
    }

    /** Returns the highest score, 0 where the set is empty. */
    long zhighest(String key) {
        Map<String, Long> scores = scores(key);
        return scores.isEmpty() ? 0 : Collections.max(scores.values());
    }

    /** Returns the number of members whose score is higher. */
    long zabove(String key, long score) {
        long above = 0;
        for (long one : scores(key).values()) {
            if (one > score) {
                above++;
            }
        }
        return above;
    }
}
