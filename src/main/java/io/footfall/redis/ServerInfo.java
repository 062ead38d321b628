package io.footfall.redis;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a server tells of itself by {@code INFO}.
 *
 * @param fields names and values as Redis writes them
 */
public record ServerInfo(Map<String, String> fields) {

    private static final Pattern DATABASE = Pattern.compile("db\\d+");
    private static final Pattern KEYS = Pattern.compile("keys=(\\d+)");

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
     * Names the process: another one after each restart.
     *
     * @return empty where the server does not tell
     */
    public String runId() {
        return text("run_id");
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
                .map(field -> KEYS.matcher(field.getValue()))
                .filter(Matcher::find)
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }
}
