package io.footfall.product.analytics;

import io.footfall.product.catalog.ItemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What trends.
 *
 * @param window over what time
 * @param type the kind of items
 * @param at when this was so
 * @param items the hottest first
 */
@RegisterForReflection
record TrendingItems(
        @Schema(implementation = String.class, examples = "24h")
        TrendWindow window,

        ItemType type,
        Instant at,
        List<TrendingItem> items) {}
