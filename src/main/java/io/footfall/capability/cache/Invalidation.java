package io.footfall.capability.cache;

import com.google.re2j.Pattern;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An invalidation message, as replicas publish it to each other.
 *
 * @param origin id of the replica that published it; empty if the publisher must apply it too
 * @param cache name of the cache
 * @param what how to interpret the names
 * @param names keys, tags, or one pattern; empty for {@link What#ALL}
 */
record Invalidation(String origin, String cache, What what, List<String> names) {

    /** Which entries become invalid. */
    enum What {
        /** The entries with the given keys. */
        KEY,
        /** The entries that have at least one of the given tags. */
        TAG,
        /** The entries whose keys match a pattern with the wildcards {@code *} and {@code ?}. */
        PATTERN,
        /** All entries. */
        ALL
    }

    private static final int FIRST_NAME = 3;

    String text() {
        JsonArray text = new JsonArray().add(origin).add(cache).add(what.name());
        names.forEach(text::add);
        return text.encode();
    }

    /**
     * Parses a message. Returns empty if the format is unknown, as a message of another version of the service may be.
     */
    static Optional<Invalidation> of(String text) {
        try {
            JsonArray parts = new JsonArray(text);
            return Optional.of(new Invalidation(
                    parts.getString(0),
                    parts.getString(1),
                    What.valueOf(parts.getString(2)),
                    IntStream.range(FIRST_NAME, parts.size())
                            .mapToObj(parts::getString)
                            .toList()));
        } catch (DecodeException | IllegalArgumentException | IndexOutOfBoundsException | ClassCastException e) {
            return Optional.empty();
        }
    }

    void applyTo(Level1<?> level1) {
        switch (what) {
            case KEY -> names.forEach(level1::invalidate);
            case TAG -> level1.invalidateTags(names);
            case PATTERN -> {
                Pattern keys = pattern(names.get(0));
                level1.invalidateMatching(keys::matches);
            }
            case ALL -> level1.clear();
        }
    }

    /** Compiles a wildcard pattern. RE2 matches in time linear in the length of the key for every pattern. */
    private static Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder();
        for (char c : glob.toCharArray()) {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
