package io.footfall.platform.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The reply of a server to {@code INFO}.
 *
 * @param fields names and values as Redis writes them
 */
public record ServerInfo(Map<String, String> fields) {

    /** Stands for a server that refuses {@code INFO}. */
    static final ServerInfo UNKNOWN = new ServerInfo(Map.of());

    private static final Pattern DATABASE = Pattern.compile("db\\d+");
    private static final Pattern KEYS = Pattern.compile("keys=(\\d+)");

    /** How a field of several servers is merged into one value. Other fields are those of the first server. */
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
     * Parses a reply to {@code INFO}.
     *
     * @param text lines of {@code name:value}; other lines are skipped
     * @return its fields
     */
    public static ServerInfo of(String text) {
        return new ServerInfo(text.lines()
                .map(line -> line.split(":", 2))
                .filter(field -> field.length == 2)
                .collect(Collectors.toMap(field -> field[0], field -> field[1].trim(), (first, second) -> second)));
    }

    /**
     * Merges the fields of several servers.
     *
     * @param servers at least one
     * @return the fields of the first server, with sums of what adds up, and the worst value of what does not
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
     * Returns a field as text.
     *
     * @param name as Redis writes it
     * @return empty if it is missing
     */
    public String text(String name) {
        return fields.getOrDefault(name, "");
    }

    /**
     * Returns a field as a whole number.
     *
     * @param name as Redis writes it
     * @return 0 if it is missing or not a whole number
     */
    public long number(String name) {
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Returns a field as a decimal number.
     *
     * @param name as Redis writes it
     * @return 0 if it is missing or not a number
     */
    public double decimal(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * Returns the number of keys in all databases of the server.
     *
     * @return the number of keys
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
