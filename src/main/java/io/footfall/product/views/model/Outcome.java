package io.footfall.product.views.model;

/** The result of a view. */
public sealed interface Outcome {

    /**
     * Returns the item's views, persisted and buffered, at the time of the response.
     *
     * @return the total; null if it is unknown whether the item exists
     */
    Total total();

    /**
     * Returns the store that counted the view.
     *
     * @return the store; for a view that was not counted, the store that holds it or that replied the total
     */
    Source source();

    /**
     * Returns whether the view may be reverted. Responses omit null.
     *
     * @return true if the view may be reverted, else null
     */
    default Boolean provisionalOrNull() {
        return this instanceof Counted counted && counted.provisional() ? Boolean.TRUE : null;
    }

    /**
     * The views of an item.
     *
     * @param views the number of views
     * @param approximate whether {@code views} is only a lower bound, because Postgres was unavailable and could not
     *     report how many views it holds
     */
    record Total(long views, boolean approximate) {

        /**
         * Returns a total that is not a lower bound.
         *
         * @param views the number of views
         * @return the total
         */
        public static Total exactly(long views) {
            return new Total(views, false);
        }

        /**
         * Returns whether the total is a lower bound. Responses omit null.
         *
         * @return true if it is a lower bound, else null
         */
        public Boolean approximateOrNull() {
            return approximate ? Boolean.TRUE : null;
        }
    }

    /**
     * The view was counted: it is the viewer's first view of the item in this dedup window.
     *
     * @param total the item's views including this one
     * @param source the store that counted the view
     * @param provisional whether the view is reverted if it turns out that Redis, which is unavailable now, had counted
     *     the viewer before
     */
    record Counted(Total total, Source source, boolean provisional) implements Outcome {}

    /**
     * The view is a duplicate: the viewer was counted before in this dedup window.
     *
     * @param total the item's views
     * @param source the store that found the earlier view
     */
    record Duplicate(Total total, Source source) implements Outcome {}

    /** It is unknown whether the item exists. The view is kept in the journal in Redis until that is known. */
    record Journalled() implements Outcome {

        @Override
        public Total total() {
            return null;
        }

        @Override
        public Source source() {
            return Source.REDIS;
        }
    }

    /**
     * The view was not counted because it is not a reader's view (a crawler or a prefetch).
     *
     * @param reason why it was not counted
     * @param total the item's views
     * @param source the store that replied the total
     */
    record Ignored(IgnoredReason reason, Total total, Source source) implements Outcome {}
}
