package io.footfall.product.views;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a view is not counted. */
enum IgnoredReason {
    /** A crawler or a link preview. */
    BOT,
    /** A browser that fetches ahead of its reader. */
    PREFETCH;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
