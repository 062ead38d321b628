package io.footfall.platform.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a server tells of itself by {@code INFO}.
 *
 * @param fields names and values as Redis writes them
 */
public record ServerInfo(Map<String, String> fields) {

    /** What is known of a server that refuses to tell. */
    static final ServerInfo UNKNOWN = new ServerInfo(Map.of());

    private static final Pattern DATABASE = Pattern.compile("db\\d+");
    private static final Pattern KEYS = Pattern.compile("keys=(\\d+)");

    /** How values of several servers become one. */
    private static final Map<String, BinaryOperator<String>> TOGETHER = Map.ofEntries(
            Map.entry("used_memory", ServerInfo::sum),
            Map.entry("used_memory_peak", ServerInfo::sum),
            Map.entry("maxmemory", ServerInfo::sum),
            Map.entry("instantaneous_ops_per_sec", ServerInfo::sum),
            Map.entry("connected_clients", ServerInfo::sum),
            Map.entry("expired_keys", ServerInfo::sum),
            Map.entry("evicted_keys", ServerInfo::sum),
            Map.entry("keyspace_hits", ServerInfo::sum),
            Map.entry("keyspace_misses", ServerInfo::sum),
            Map.entry("db0", (one, other) -> "keys=" + (keysIn(one) + keysIn(other))),
            Map.entry("mem_fragmentation_ratio", ServerInfo::greater),
            Map.entry("uptime_in_seconds", (one, other) -> greater(one, other).equals(one) ? other : one),
            Map.entry("aof_enabled", (one, other) -> one.equals("1") ? other : one));

    /**
     * Reads an answer to {@code INFO}.
     *
     * @param text lines of {@code name:value}; others are passed over
     * @return its fields
     */
    public static ServerInfo of(String text) {
        return new ServerInfo(text.lines()
                .map(line -> line.split(":", 2))
                .filter(field -> field.length == 2)
                .collect(Collectors.toMap(field -> field[0], field -> field[1].trim(), (first, second) -> second)));
    }

    /**
     * What several servers are together.
     *
     * @param servers at least one
     * @return sums of what adds up, the worst of what does not, and what the first tells of the rest
     */
    static ServerInfo together(List<ServerInfo> servers) {
        Map<String, String> all = new HashMap<>(servers.get(0).fields);
        for (ServerInfo server : servers.subList(1, servers.size())) {
            TOGETHER.forEach((name, how) -> all.computeIfPresent(
                    name, (same, value) -> how.apply(value, server.fields.getOrDefault(name, value))));
        }
        return new ServerInfo(all);
    }

    /**
     * A field as text.
     *
     * @param name as Redis writes it
     * @return empty where it is missing
     */
    public String text(String name) {
        return fields.getOrDefault(name, "");
    }

    /**
     * A field as a number.
     *
     * @param name as Redis writes it
     * @return 0 where it is missing or no number
     */
    public long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * A field as a number with a fraction.
     *
     * @param name as Redis writes it
     * @return 0 where it is missing or no number
     */
    public double decimal(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * How many keys it holds.
     *
     * @return of all its databases
     */
    public long keys() {
        return fields.entrySet().stream()
                .filter(field -> DATABASE.matcher(field.getKey()).matches())
                .mapToLong(field -> keysIn(field.getValue()))
                .sum();
    }

    private static long keysIn(String database) {
        Matcher found = KEYS.matcher(database);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }

    private static String sum(String one, String other) {
        return String.valueOf(Long.parseLong(one) + Long.parseLong(other));
    }

    private static String greater(String one, String other) {
        return Double.parseDouble(one) < Double.parseDouble(other) ? other : one;
    }
}
