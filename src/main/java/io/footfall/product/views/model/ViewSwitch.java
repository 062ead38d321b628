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

    /**
     * Creates the switch with its configured position, which applies until the flag is read.
     *
     * @param redis whether Redis is used for anything
     * @param views the configured position
     */
    public ViewSwitch(RedisSettings redis, ViewSettings views) {
        this.isRedisUsed = redis.enabled();
        this.flag = new FeatureToggle("VIEW_TRACKING_REDIS_ENABLED", views.redisEnabled());
    }

    void start(@Observes StartupEvent event, FeatureToggles toggles) {
        toggles.keep(flag);
    }

    /**
     * Whether Redis is used for anything. Does not change while the service runs.
     *
     * @return false if Redis is disabled in the settings
     */
    public boolean isRedisUsed() {
        return isRedisUsed;
    }

    /**
     * Whether views are to be counted through Redis.
     *
     * @return true if Redis is used and the flag is on
     */
    public boolean isOn() {
        return isRedisUsed && flag.isOn();
    }

    /**
     * Registers an action that runs after each change of the flag.
     *
     * @param action runs on the thread that changed the flag; must not block
     */
    public void whenTurned(Runnable action) {
        flag.whenTurned(action);
    }
}
