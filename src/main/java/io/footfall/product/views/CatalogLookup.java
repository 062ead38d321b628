package io.footfall.product.views;

import io.footfall.product.catalog.ItemId;

/**
 * What Postgres knows of an item.
 *
 * @param item the item
 * @param place where it lies
 * @param persistedViews views that were synced
 * @param exists whether the catalog holds it; an open catalog counts also what it does not hold
 */
record CatalogLookup(ItemId item, PartitionIndex.Place place, long persistedViews, boolean exists) {

    /** What an open catalog does not hold, and would create as this incarnation. */
    static CatalogLookup ofNext(ItemId item, int incarnation) {
        return new CatalogLookup(item, new PartitionIndex.Place(item.id(), incarnation, null), 0, false);
    }

    /** The item as a field of hashes in Redis. */
    String field() {
        return item.field(place.incarnation());
    }
}
