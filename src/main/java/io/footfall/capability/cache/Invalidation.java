package io.footfall.capability.cache;

import com.google.re2j.Pattern;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What is no longer valid, as replicas tell each other.
 *
 * @param origin the replica that says so
 * @param cache the named cache
 * @param what how the names are meant
 * @param names keys, tags, or one pattern
 */
record Invalidation(String origin, String cache, What what, List<String> names) {

    /** What becomes invalid. */
    enum What {
        /** Entries by key. */
        KEY,
        /** Entries by tag. */
        TAG,
        /** Entries whose keys match a pattern with {@code *} and {@code ?}. */
        PATTERN,
        /** All. */
        ALL
    }

    private static final int FIRST_NAME = 3;

    String text() {
        JsonArray text = new JsonArray().add(origin).add(cache).add(what.name());
        names.forEach(text::add);
        return text.encode();
    }

    /** Empty where another version of the service speaks of what this one does not know. */
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

    /** Linear in the key, whatever the pattern. */
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
