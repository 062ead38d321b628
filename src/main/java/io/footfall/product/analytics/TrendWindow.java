package io.footfall.product.analytics;

import com.fasterxml.jackson.annotation.JsonValue;
import io.footfall.platform.web.InvalidInputException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Duration;
import java.util.stream.Stream;

/** The time window of a trend: the weight of a view falls by the factor e, to 37 %, per window. */
@RegisterForReflection
enum TrendWindow {
    /** One hour: shows what is new. */
    HOUR("1h", Duration.ofHours(1)),

    /** One day: shows what is popular today. */
    DAY("24h", Duration.ofDays(1)),

    /** One week: shows what stays popular. */
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

    /** Returns the length of the window in seconds, as the Lua scripts take it. */
    String seconds() {
        return Long.toString(length.toSeconds());
    }
}
