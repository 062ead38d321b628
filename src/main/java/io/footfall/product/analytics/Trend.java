package io.footfall.product.analytics;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.product.catalog.ItemType;

/**
 * Identifies one trend: a kind of items and a time window.
 *
 * @param type the kind of items
 * @param window the time window
 */
record Trend(ItemType type, TrendWindow window) {

    String key() {
        return RedisKeys.trend(type.prefix().substring(0, 1), window.length());
    }
}
