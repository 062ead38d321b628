package io.footfall.views;

import io.footfall.catalog.ItemId;

/**
 * What the catalog in Postgres knows of an item.
 *
 * @param item the item
 * @param home the id whose hash chooses its partition
 * @param storyId a chapter's story, null where it has none or the item is a story
 * @param persistedViews views that were synced
 */
record CatalogEntry(ItemId item, String home, String storyId, long persistedViews) {}
