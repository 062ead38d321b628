package io.footfall.product.views.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Why a view is not counted. */
public enum IgnoredReason {
    /** A crawler or a link preview. */
    BOT,
    /** A browser that prefetches the page before the reader opens it. */
    PREFETCH;

    @JsonValue
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
