package io.footfall.product.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The kinds of things that are viewed. */
public enum ItemType {
    /** A story. */
    @JsonProperty("story")
    STORY("s:", "story"),
    /** A chapter of a story. */
    @JsonProperty("chapter")
    CHAPTER("c:", "chapter");

    private final String prefix;
    private final String word;

    ItemType(String prefix, String word) {
        this.prefix = prefix;
        this.word = word;
    }

    /**
     * The kind as the API names it.
     *
     * @return {@code story} or {@code chapter}
     */
    public String word() {
        return word;
    }

    /**
     * What a kind's items begin with as fields of hashes, and in the history.
     *
     * @return {@code s:} or {@code c:}
     */
    public String prefix() {
        return prefix;
    }
}
