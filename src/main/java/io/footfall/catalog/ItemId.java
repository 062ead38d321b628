package io.footfall.catalog;

import io.footfall.web.Ids;

/**
 * Names an item.
 *
 * @param type its kind
 * @param id its id, valid by {@link Ids}
 */
public record ItemId(ItemType type, String id) {

    private static final int PREFIX_LENGTH = 2;

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
     * Reads what {@link #field()} wrote.
     *
     * @param field {@code s:id} or {@code c:id}
     * @return the item
     */
    public static ItemId ofField(String field) {
        String id = field.substring(PREFIX_LENGTH);
        return field.startsWith(ItemType.STORY.prefix()) ? story(id) : chapter(id);
    }

    /**
     * The item as a field of hashes in Redis.
     *
     * @return {@code s:id} or {@code c:id}
     */
    public String field() {
        return type.prefix() + id;
    }
}
