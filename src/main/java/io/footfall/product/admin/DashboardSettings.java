package io.footfall.product.admin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the live dashboard. */
@ConfigMapping(prefix = "footfall.admin")
interface DashboardSettings {

    /** The interval at which metrics are sampled and published to the dashboard clients. */
    @WithDefault("1s")
    Duration each();

    /** The maximum number of dashboard clients per replica. */
    @WithDefault("50")
    int watchers();

    /** How long a write to a dashboard client may be pending before the client is disconnected. */
    @WithDefault("10s")
    Duration slowestWatcher();
}
