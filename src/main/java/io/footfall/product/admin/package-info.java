/**
 * What an operator looks at. Start with {@link io.footfall.product.admin.RedisHealthResource}; for what is told each second with
 * {@link io.footfall.product.admin.Sampler}, which takes the figures, and {@link io.footfall.product.admin.DashboardClients}, which tells them.
 */
package io.footfall.product.admin;
