package io.footfall.analytics;

import io.footfall.catalog.ItemType;
import io.footfall.redis.RedisKeys;

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
