package io.footfall.views;

import io.footfall.flags.Switch;
import io.footfall.flags.Switches;
import io.footfall.redis.RedisSettings;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Whether views may be counted through Redis at all; turned by the flag {@code VIEW_TRACKING_REDIS_ENABLED}. */
@Singleton
final class ViewSwitch {

    private final boolean isRedisUsed;
    private final Switch flag;

    ViewSwitch(RedisSettings redis, ViewSettings views) {
        this.isRedisUsed = redis.enabled();
        this.flag = new Switch("VIEW_TRACKING_REDIS_ENABLED", views.redisEnabled());
    }

    void start(@Observes StartupEvent event, Switches switches) {
        switches.keep(flag);
    }

    /** Whether there is a Redis for anything. */
    boolean isRedisUsed() {
        return isRedisUsed;
    }

    boolean isOn() {
        return isRedisUsed && flag.isOn();
    }

    void whenTurned(Runnable action) {
        flag.whenTurned(action);
    }
}
