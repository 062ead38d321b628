/**
 * What operators see: health checks, Redis metrics, the self-test and the live dashboard.
 *
 * <p>Start with {@link io.footfall.product.admin.RedisHealthResource}. For the live dashboard start with
 * {@link io.footfall.product.admin.Sampler}, which takes the samples, and
 * {@link io.footfall.product.admin.DashboardClients}, which publishes them.
 */
package io.footfall.product.admin;
