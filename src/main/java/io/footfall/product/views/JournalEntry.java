package io.footfall.product.views;

import io.footfall.platform.web.InvalidInputException;
import io.footfall.product.catalog.ItemId;
import java.util.Optional;

/**
 * A view of an item of which nobody could tell whether it exists. It says nothing of who viewed but what every mark of the viewer is made of.
 *
 * @param item what was viewed, of whichever incarnation there is when it is counted
 * @param scope whether a chapter's story was viewed too, whichever that is
 * @param window the dedup window in which it came
 * @param viewer who viewed it, by the salt of that window
 */
record JournalEntry(ItemId item, ViewOperation.Scope scope, DedupWindow window, ViewerDigest viewer) {

    private static final String BLANK = " ";
    private static final String ALONE = "i";
    private static final String WITH_STORY = "s";
    private static final int PARTS = 4;

    /** The entry as a member of a set: the same view again is the same member. */
    String text() {
        return String.join(
                BLANK,
                window.label(),
                item.field(),
                scope == ViewOperation.Scope.CHAPTER_AND_STORY ? WITH_STORY : ALONE,
                viewer.text());
    }

    /** Reads what {@link #text()} wrote; empty where it is something else. */
    static Optional<JournalEntry> parse(String text) {
        String[] parts = text.split(BLANK);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JournalEntry(
                    ItemId.ofField(parts[1]),
                    parts[2].equals(WITH_STORY) ? ViewOperation.Scope.CHAPTER_AND_STORY : ViewOperation.Scope.ITEM,
                    DedupWindow.ofLabel(parts[0]),
                    ViewerDigest.parse(parts[3])));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | InvalidInputException notWrittenHere) {
            return Optional.empty();
        }
    }
}
