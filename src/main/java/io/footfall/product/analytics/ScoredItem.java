package io.footfall.product.analytics;

/**
 * An item that trends.
 *
 * @param id its id
 * @param score what its views are worth now; about its views within the window, where they come evenly
 */
record ScoredItem(String id, double score) {}
