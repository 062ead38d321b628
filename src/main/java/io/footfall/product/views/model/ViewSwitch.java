package io.footfall.product.views.model;

import io.footfall.capability.flags.FeatureToggle;
import io.footfall.capability.flags.FeatureToggles;
import io.footfall.platform.redis.RedisSettings;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The switch for counting views through Redis, controlled by the flag {@code VIEW_TRACKING_REDIS_ENABLED}. */
@Singleton
public final class ViewSwitch {

    private final boolean isRedisUsed;
    private final FeatureToggle flag;

    public ViewSwitch(RedisSettings redis, ViewSettings views) {
        this.isRedisUsed = redis.enabled();
        this.flag = new FeatureToggle("VIEW_TRACKING_REDIS_ENABLED", views.redisEnabled());
    }

    void start(@Observes StartupEvent event, FeatureToggles toggles) {
        toggles.keep(flag);
    }

    /** Whether Redis is used for anything. */
    public boolean isRedisUsed() {
        return isRedisUsed;
    }

    public boolean isOn() {
        return isRedisUsed && flag.isOn();
    }

    public void whenTurned(Runnable action) {
        flag.whenTurned(action);
    }
}
