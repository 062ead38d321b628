package io.footfall.product.views.model;

import io.footfall.product.catalog.ItemId;

/**
 * The state of an item in Postgres.
 *
 * @param item the item
 * @param place the partition, the incarnation and the story of the item
 * @param persistedViews the views of the item that Postgres holds
 * @param exists whether the catalog holds the item; an open catalog also counts items that it does not hold
 */
public record CatalogLookup(ItemId item, PartitionIndex.Place place, long persistedViews, boolean exists) {

    /**
     * Returns the state of an item that an open catalog does not hold and would create.
     *
     * @param item the item
     * @param incarnation the incarnation that it would be created with: how often its id was deleted before
     * @return a state without persisted views; the item lies in the partition of its own id
     */
    public static CatalogLookup ofNext(ItemId item, int incarnation) {
        return new CatalogLookup(item, new PartitionIndex.Place(item.id(), incarnation, null), 0, false);
    }

    /**
     * Returns the name of the item as a field of Redis hashes.
     *
     * @return the field, which names the incarnation
     */
    public String field() {
        return item.field(place.incarnation());
    }
}
