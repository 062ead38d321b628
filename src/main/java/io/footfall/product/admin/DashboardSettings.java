package io.footfall.product.admin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How many may watch, and how. */
@ConfigMapping(prefix = "footfall.admin")
interface DashboardSettings {

    /** How often figures are taken and told. */
    @WithDefault("1s")
    Duration each();

    /** How many streams a replica holds. */
    @WithDefault("50")
    int watchers();

    /** How long a watcher may leave waiting what waits for it. */
    @WithDefault("10s")
    Duration slowestWatcher();
}
