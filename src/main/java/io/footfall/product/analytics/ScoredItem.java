package io.footfall.product.analytics;

/**
 * A trending item.
 *
 * @param id the id of the item
 * @param score the decayed sum of its views now; for an item that is viewed at a constant rate about its views within
 *     the window
 */
record ScoredItem(String id, double score) {}
