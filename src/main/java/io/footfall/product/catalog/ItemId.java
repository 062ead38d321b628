package io.footfall.product.catalog;

import io.footfall.platform.web.Ids;

/**
 * The id of an item: a story or a chapter.
 *
 * @param type the kind of item
 * @param id the id, valid by {@link Ids}
 */
public record ItemId(ItemType type, String id) {

    private static final int PREFIX_LENGTH = 2;

    /** Separates the id from the incarnation; no valid id contains it. */
    private static final char INCARNATION = '@';

    /** Checks the id. */
    public ItemId {
        Ids.check("id", id);
    }

    /**
     * Returns the item id of a story.
     *
     * @param id the id of the story
     * @return the item
     */
    public static ItemId story(String id) {
        return new ItemId(ItemType.STORY, id);
    }

    /**
     * Returns the item id of a chapter.
     *
     * @param id the id of the chapter
     * @return the item
     */
    public static ItemId chapter(String id) {
        return new ItemId(ItemType.CHAPTER, id);
    }

    /**
     * Parses the result of {@link #field(int)}.
     *
     * @param field {@code s:id} or {@code c:id}, with or without an incarnation
     * @return the item
     */
    public static ItemId ofField(String field) {
        int end = field.indexOf(INCARNATION);
        String id = end < 0 ? field.substring(PREFIX_LENGTH) : field.substring(PREFIX_LENGTH, end);
        return field.startsWith(ItemType.STORY.prefix()) ? story(id) : chapter(id);
    }

    /**
     * Parses the incarnation from the result of {@link #field(int)}.
     *
     * @param field {@code s:id} or {@code c:id}, with or without an incarnation
     * @return the incarnation; 0 where the field has none
     */
    public static int incarnationOf(String field) {
        int end = field.indexOf(INCARNATION);
        return end < 0 ? 0 : Integer.parseInt(field.substring(end + 1));
    }

    /**
     * Returns the name of the item as a field of Redis hashes, without an incarnation.
     *
     * @return {@code s:id} or {@code c:id}
     */
    public String field() {
        return type.prefix() + id;
    }

    /**
     * Returns the name of one incarnation of the item as a field of Redis hashes. An item that was deleted and created
     * again under the same id is a different item.
     *
     * @param incarnation 0 for the first item that had the id, one more for each later one
     * @return {@code s:id} or {@code c:id} for the first incarnation, for example {@code s:id@1} for the second
     */
    public String field(int incarnation) {
        return incarnation == 0 ? field() : field() + INCARNATION + incarnation;
    }
}
