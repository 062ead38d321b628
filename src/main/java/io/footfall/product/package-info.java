/**
 * What Footfall is for: the catalog, views, their figures, and what operators see. Nothing else depends on it.
 */
package io.footfall.product;
