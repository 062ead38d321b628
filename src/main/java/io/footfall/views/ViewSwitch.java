package io.footfall.views;

import io.footfall.redis.RedisSettings;
import jakarta.inject.Singleton;

/** Whether views may be counted through Redis at all. */
@Singleton
final class ViewSwitch {

    private final boolean on;

    ViewSwitch(RedisSettings redis, ViewSettings views) {
        this.on = redis.enabled() && views.redisEnabled();
    }

    boolean isOn() {
        return on;
    }
}
