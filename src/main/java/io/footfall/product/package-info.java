/**
 * The product itself: the catalog, views, statistics of views, and the operator's tools. No other package depends on
 * it.
 */
package io.footfall.product;
