package io.footfall.product.views.model;

/** The items that are counted. */
public enum ViewScope {
    /** Only the item. */
    ITEM,
    /** A chapter and the story that it belongs to. */
    CHAPTER_AND_STORY
}
