package io.footfall.capability.sessions;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How many sessions there may be. */
@ConfigMapping(prefix = "footfall.sessions")
interface SessionSettings {

    /** Sessions that a user may have, 1 to 1000; one more ends the oldest. */
    @WithDefault("50")
    @Min(1)
    @Max(1_000)
    int perUser();
}
