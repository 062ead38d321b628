package io.footfall.product.catalog;

import io.footfall.platform.web.Ids;

/**
 * Names an item.
 *
 * @param type its kind
 * @param id its id, valid by {@link Ids}
 */
public record ItemId(ItemType type, String id) {

    private static final int PREFIX_LENGTH = 2;

    /** No id holds it. */
    private static final char INCARNATION = '@';

    /** Checks the id. */
    public ItemId {
        Ids.check("id", id);
    }

    /**
     * A story's name.
     *
     * @param id the story's id
     * @return the item
     */
    public static ItemId story(String id) {
        return new ItemId(ItemType.STORY, id);
    }

    /**
     * A chapter's name.
     *
     * @param id the chapter's id
     * @return the item
     */
    public static ItemId chapter(String id) {
        return new ItemId(ItemType.CHAPTER, id);
    }

    /**
     * Reads what {@link #field(int)} wrote.
     *
     * @param field {@code s:id} or {@code c:id}, with an incarnation or without
     * @return the item
     */
    public static ItemId ofField(String field) {
        int end = field.indexOf(INCARNATION);
        String id = end < 0 ? field.substring(PREFIX_LENGTH) : field.substring(PREFIX_LENGTH, end);
        return field.startsWith(ItemType.STORY.prefix()) ? story(id) : chapter(id);
    }

    /**
     * Which incarnation {@link #field(int)} named.
     *
     * @param field {@code s:id} or {@code c:id}, with an incarnation or without
     * @return the incarnation
     */
    public static int incarnationOf(String field) {
        int end = field.indexOf(INCARNATION);
        return end < 0 ? 0 : Integer.parseInt(field.substring(end + 1));
    }

    /**
     * The item as a field of hashes in Redis.
     *
     * @return {@code s:id} or {@code c:id}
     */
    public String field() {
        return type.prefix() + id;
    }

    /**
     * One incarnation of the item as a field of hashes in Redis: what was deleted and created again under the same id is another item.
     *
     * @param incarnation 0 for the first that had the id, one more for each that followed
     * @return {@code s:id} or {@code c:id} for the first, {@code s:id@1} for the second
     */
    public String field(int incarnation) {
        return incarnation == 0 ? field() : field() + INCARNATION + incarnation;
    }
}
