package io.footfall.product.analytics;

import io.footfall.product.catalog.ItemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The trending items of one window.
 *
 * @param window the time window
 * @param type the kind of items
 * @param at when the list was computed
 * @param items the items, highest score first
 */
@RegisterForReflection
record TrendingItems(
        @Schema(implementation = String.class, examples = "24h")
        TrendWindow window,

        ItemType type,
        Instant at,
        List<TrendingItem> items) {}
