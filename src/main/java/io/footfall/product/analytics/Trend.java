package io.footfall.product.analytics;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.product.catalog.ItemType;

/**
 * What is asked when trends are asked for.
 *
 * @param type the kind of items
 * @param window over what time
 */
record Trend(ItemType type, TrendWindow window) {

    String key() {
        return RedisKeys.trend(type.prefix().substring(0, 1), window.length());
    }
}
