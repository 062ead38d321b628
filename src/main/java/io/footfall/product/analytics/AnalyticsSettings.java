package io.footfall.product.analytics;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Settings of the history of views. */
@ConfigMapping(prefix = "footfall.analytics")
interface AnalyticsSettings {

    /**
     * Returns the minimum retention of the history. It is dropped by whole months, so it is kept up to a month longer.
     *
     * @return days, 61 to 36,500
     */
    @WithDefault("400")
    @Min(61)
    @Max(36_500)
    int historyDays();
}
