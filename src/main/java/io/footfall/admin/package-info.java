/**
 * What an operator looks at. Start with {@link io.footfall.admin.RedisHealthResource}.
 */
package io.footfall.admin;
