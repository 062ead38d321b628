package io.footfall.product.views;

/** What became of a view. */
sealed interface Outcome {

    /** The item's views, persisted and buffered, at the moment of the answer; null where nobody knows whether there is such an item. */
    Total total();

    /** Who counted. */
    Source source();

    /** True where the view may be taken back, else null: as answers tell it. */
    default Boolean provisionalOrNull() {
        return this instanceof Counted counted && counted.provisional() ? Boolean.TRUE : null;
    }

    /**
     * An item's views.
     *
     * @param views how many there are
     * @param approximate whether there may be more: Postgres could not say how many it holds
     */
    record Total(long views, boolean approximate) {

        static Total exactly(long views) {
            return new Total(views, false);
        }

        /** True or null: as answers tell it. */
        Boolean approximateOrNull() {
            return approximate ? Boolean.TRUE : null;
        }
    }

    /**
     * The viewer's first view of the item in this window; it was counted.
     *
     * @param provisional whether it is taken back should Redis, which is away, turn out to have counted the viewer before
     */
    record Counted(Total total, Source source, boolean provisional) implements Outcome {}

    /** The viewer was counted before in this window. */
    record Duplicate(Total total, Source source) implements Outcome {}

    /** Nobody can tell whether there is such an item; Redis keeps the view until somebody can. */
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

    /** Not a reader's view. */
    record Ignored(IgnoredReason reason, Total total, Source source) implements Outcome {}
}
