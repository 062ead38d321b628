package io.footfall.redis;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server tells of itself by {@code INFO}.
 *
 * @param fields names and values as Redis writes them
 */
public record ServerInfo(Map<String, String> fields) {

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
}
