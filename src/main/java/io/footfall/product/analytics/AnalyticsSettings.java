package io.footfall.product.analytics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How the history of views is kept. */
@ConfigMapping(prefix = "footfall.analytics")
interface AnalyticsSettings {

    /**
     * How long hours and days are kept at least; they go by whole months.
     *
     * @return days
     */
    @WithDefault("400")
    @Min(61)
    @Max(36_500)
    int historyDays();
}
