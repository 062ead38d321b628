package io.footfall.product.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The kinds of items whose views are counted. */
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
     * Returns the name of the kind in the API.
     *
     * @return {@code story} or {@code chapter}
     */
    public String word() {
        return word;
    }

    /**
     * Returns the prefix of the kind's items in fields of Redis hashes and in the history.
     *
     * @return {@code s:} or {@code c:}
     */
    public String prefix() {
        return prefix;
    }
}
