package io.footfall.product.analytics;

import com.fasterxml.jackson.annotation.JsonValue;
import io.footfall.platform.web.InvalidInputException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.stream.Stream;

/** Over what time views are looked at: what a view is worth falls by e, to 37 %, in each window. */
@RegisterForReflection
enum TrendWindow {
    /** What is new. */
    HOUR("1h", Duration.ofHours(1)),

    /** What moves today. */
    DAY("24h", Duration.ofDays(1)),

    /** What lasts. */
    WEEK("7d", Duration.ofDays(7));

    private final String word;
    private final Duration length;

    TrendWindow(String word, Duration length) {
        this.word = word;
        this.length = length;
    }

    static TrendWindow of(String word) {
        return Stream.of(values())
                .filter(window -> window.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("window", "takes 1h, 24h or 7d"));
    }

    @JsonValue
    String word() {
        return word;
    }

    Duration length() {
        return length;
    }

    /** As scripts take it. */
    String seconds() {
        return Long.toString(length.toSeconds());
    }
}
