/**
 * The catalog: the stories and chapters whose views are counted, stored in Postgres.
 *
 * <p>Start with {@code CatalogService}. A component that needs to know of changes implements
 * {@link io.footfall.product.catalog.CatalogListener}.
 */
package io.footfall.product.catalog;
