package io.footfall.product.views.ingest;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import java.util.Optional;

/**
 * Maps the paths of a log to items by a regular expression. The expression has the groups {@code type} and {@code id},
 * or {@code id} alone for stories, and matches anywhere in the path. RE2 takes time linear in the product of the
 * compiled size and the path length, both of which are bounded. Immutable.
 */
public final class ItemPattern {

    private static final String PARAMETER = "pattern";
    private static final String ID = "id";
    private static final String TYPE = "type";
    private static final int LONGEST = 1_000;
    private static final int LARGEST_PROGRAM = 500;
    private static final int LONGEST_PATH = 2_048;

    /**
     * The largest estimate that is still compiled. It is higher than {@code LARGEST_PROGRAM}, because
     * {@link PatternSize} may estimate more than the size of the program that RE2/J compiles.
     */
    private static final int LARGEST_ESTIMATE = 4 * LARGEST_PROGRAM;

    private final Pattern pattern;
    private final boolean typed;

    private ItemPattern(Pattern pattern) {
        this.pattern = pattern;
        this.typed = pattern.namedGroups().containsKey(TYPE);
    }

    /**
     * Compiles an expression. It may take long, so it must not be called on an event loop.
     *
     * @param text the expression in the syntax of RE2, 1 to 1,000 characters
     * @return the pattern
     * @throws InvalidInputException if the text is null, too long or no such expression, if it has no group {@code id},
     *     if it compiles to more than 500 instructions, or if it ignores case and contains a character from U+1C80 on
     */
    public static ItemPattern of(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST) {
            throw invalid();
        }
        if (PatternSize.of(text) > LARGEST_ESTIMATE) {
            throw tooLarge();
        }
        if (PatternFolding.mayNeverEnd(text)) {
            throw new InvalidInputException(
                    PARAMETER, "takes no characters from U+1C80 on where it ignores case, as (?i) makes it");
        }
        try {
            Pattern pattern = Pattern.compile(text);
            if (!pattern.namedGroups().containsKey(ID)) {
                throw invalid();
            }
            if (pattern.programSize() > LARGEST_PROGRAM) {
                throw tooLarge();
            }
            return new ItemPattern(pattern);
        } catch (PatternSyntaxException e) {
            throw invalid();
        }
    }

    private static InvalidInputException tooLarge() {
        return new InvalidInputException(
                PARAMETER, "takes a smaller regular expression: its repetitions, written out, are too many");
    }

    private static InvalidInputException invalid() {
        return new InvalidInputException(
                PARAMETER,
                "takes a regular expression with the groups (?<type>story|chapter) and (?<id>...), or (?<id>...)");
    }

    /**
     * The maximum cost of matching a path: RE2 applies each instruction of the program to each character at most once.
     *
     * @return number of steps, each of about 20 to 50 ns
     */
    long steps(String path) {
        return path.length() > LONGEST_PATH ? 1 : (long) pattern.programSize() * (path.length() + 1);
    }

    /**
     * Returns the item of a path. A large expression may take tens of milliseconds, so it must not be called on an
     * event loop.
     *
     * @param path the path without a query
     * @return the item; empty if the path has more than 2,048 characters, does not match, or contains no valid id, or
     *     if the group {@code type} is none of story, stories, chapter and chapters
     */
    public Optional<ItemId> itemOf(String path) {
        if (path.length() > LONGEST_PATH) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(path);
        if (!matcher.find() || !Ids.isId(matcher.group(ID))) {
            return Optional.empty();
        }
        return typed
                ? type(matcher.group(TYPE)).map(type -> new ItemId(type, matcher.group(ID)))
                : Optional.of(ItemId.story(matcher.group(ID)));
    }

    private static Optional<ItemType> type(String word) {
        return switch (word == null ? "" : word) {
            case "story", "stories" -> Optional.of(ItemType.STORY);
            case "chapter", "chapters" -> Optional.of(ItemType.CHAPTER);
            default -> Optional.empty();
        };
    }
}
