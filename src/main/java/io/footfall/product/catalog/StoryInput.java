package io.footfall.product.catalog;

import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a write of a story.
 *
 * @param title 1 to 300 characters
 * @param authorId an id
 * @param tags at most 20 tags of 1 to 50 characters; none where missing
 * @param publishedAt when the story was published; where missing, the stored time, or now for a new story
 */
public record StoryInput(
        @Schema(required = true, minLength = 1, maxLength = 300, examples = "The lighthouse keeper")
        String title,

        @Schema(required = true, pattern = Ids.PATTERN, examples = "ada")
        String authorId,

        @Schema(maxItems = 20, examples = "[\"sea\"]") List<String> tags,
        Instant publishedAt) {

    static final int LONGEST_TITLE = 300;
    private static final int MOST_TAGS = 20;
    private static final int LONGEST_TAG = 50;

    StoryInput checked() {
        checkTitle(title);
        Ids.check("authorId", authorId);
        List<String> checkedTags = tags == null ? List.of() : tags;
        if (checkedTags.size() > MOST_TAGS || !checkedTags.stream().allMatch(StoryInput::isTag)) {
            throw new InvalidInputException("tags", "takes at most 20 texts of 1 to 50 characters");
        }
        return new StoryInput(title, authorId, checkedTags, publishedAt);
    }

    static void checkTitle(String title) {
        if (title == null || title.isBlank() || title.length() > LONGEST_TITLE) {
            throw new InvalidInputException("title", "takes 1 to 300 characters");
        }
    }

    static boolean isTag(String tag) {
        return tag != null && !tag.isBlank() && tag.length() <= LONGEST_TAG;
    }
}
