package io.footfall.views;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.footfall.catalog.ItemId;
import io.footfall.catalog.ItemType;
import io.footfall.web.Ids;
import io.footfall.web.InvalidInputException;
import java.util.Optional;

/**
 * Maps paths of a log to items: a regular expression (RE2, found anywhere in the path; time is linear in the product of
 * its compiled size and the path's length, both of which are bounded) with the groups {@code type} and
 * {@code id}, or {@code id} alone for stories.
 */
final class ItemPattern {

    private static final String ID = "id";
    private static final String TYPE = "type";
    private static final int LONGEST = 1_000;
    private static final int LARGEST_PROGRAM = 1_000;
    private static final int LONGEST_PATH = 2_048;

    private final Pattern pattern;
    private final boolean typed;

    private ItemPattern(Pattern pattern) {
        this.pattern = pattern;
        this.typed = pattern.namedGroups().containsKey(TYPE);
    }

    static ItemPattern of(String text) {
        if (text == null || text.isEmpty() || text.length() > LONGEST) {
            throw invalid();
        }
        try {
            Pattern pattern = Pattern.compile(text);
            if (pattern.namedGroups().containsKey(ID) && pattern.programSize() <= LARGEST_PROGRAM) {
                return new ItemPattern(pattern);
            }
        } catch (PatternSyntaxException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static InvalidInputException invalid() {
        return new InvalidInputException(
                "pattern",
                "takes a regular expression with the groups (?<type>story|chapter) and (?<id>...), or (?<id>...)");
    }

    Optional<ItemId> itemOf(String path) {
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
