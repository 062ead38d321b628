/**
 * What views are counted for: stories and their chapters, kept in Postgres. Who must know of changes implements
 * {@link io.footfall.product.catalog.CatalogListener}. Start with {@code CatalogService}.
 */
package io.footfall.product.catalog;
