package io.footfall.product.views.journal;

import io.footfall.platform.web.InvalidInputException;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.DedupWindow;
import io.footfall.product.views.model.ViewScope;
import io.footfall.product.views.model.ViewerDigest;
import java.util.Optional;

/**
 * A view of an item whose existence could not be checked. It holds nothing about the viewer but the digest from which
 * all marks of the viewer in the window are derived.
 *
 * @param item the viewed item; it counts for the incarnation that exists when the entry is counted
 * @param scope whether the story of a chapter counts too; the story is the one that the chapter has when the entry is
 *     counted
 * @param window the dedup window in which the view arrived
 * @param viewer digest of the viewer, keyed by the salt of that window
 */
public record JournalEntry(ItemId item, ViewScope scope, DedupWindow window, ViewerDigest viewer) {

    private static final String BLANK = " ";
    private static final String ALONE = "i";
    private static final String WITH_STORY = "s";
    private static final int PARTS = 4;

    /**
     * Returns the entry as a member of a sorted set. The same view always gives the same member.
     *
     * @return the label of the window, the item's field without an incarnation, the scope and the digest, separated by
     *     blanks
     */
    public String text() {
        return String.join(
                BLANK,
                window.label(),
                item.field(),
                scope == ViewScope.CHAPTER_AND_STORY ? WITH_STORY : ALONE,
                viewer.text());
    }

    /**
     * Parses what {@link #text()} returned.
     *
     * @param text the text
     * @return the entry; empty if the text is in another format
     */
    public static Optional<JournalEntry> parse(String text) {
        String[] parts = text.split(BLANK);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            return Optional.of(new JournalEntry(
                    ItemId.ofField(parts[1]),
                    parts[2].equals(WITH_STORY) ? ViewScope.CHAPTER_AND_STORY : ViewScope.ITEM,
                    DedupWindow.ofLabel(parts[0]),
                    ViewerDigest.parse(parts[3])));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | InvalidInputException notWrittenHere) {
            return Optional.empty();
        }
    }
}
