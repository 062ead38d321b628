package io.footfall.capability.sessions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Limits for sessions. */
@ConfigMapping(prefix = "footfall.sessions")
interface SessionSettings {

    /** The maximum number of sessions of a user, 1 to 1000. A further session ends the oldest one. */
    @WithDefault("50")
    @Min(1)
    @Max(1_000)
    int perUser();
}
