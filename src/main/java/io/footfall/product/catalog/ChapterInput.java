package io.footfall.product.catalog;

import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a write of a chapter.
 *
 * @param storyId the story that the chapter belongs to; cannot be changed later
 * @param title 1 to 300 characters
 * @param position the position in the story, 0 to 1,000,000
 */
public record ChapterInput(
        @Schema(required = true, pattern = Ids.PATTERN, examples = "s1")
        String storyId,

        @Schema(required = true, minLength = 1, maxLength = 300, examples = "Arrival")
        String title,

        @Schema(required = true, minimum = "0", maximum = "1000000", examples = "1")
        Integer position) {

    private static final int LARGEST_POSITION = 1_000_000;

    ChapterInput checked() {
        Ids.check("storyId", storyId);
        StoryInput.checkTitle(title);
        if (position == null || position < 0 || position > LARGEST_POSITION) {
            throw new InvalidInputException("position", "takes 0 to 1000000");
        }
        return this;
    }
}
