/**
 * What an operator looks at. Start with {@link io.footfall.admin.RedisHealthResource}; for what is told each second with
 * {@link io.footfall.admin.Sampler}, which takes the figures, and {@link io.footfall.admin.DashboardClients}, which tells them.
 */
package io.footfall.admin;
