package io.footfall.product.views.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.google.re2j.Pattern;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternFoldingTest {

    private static final Duration LONG = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?i)(?<id>\u1c80)",
                "(?i)(?<id>\\x{1c88})",
                "(?i)(?<id>\\x{0001C80})",
                "(?i)(?<id>[a-\\x{10FFFF}])",
                "(?i)(?<id>[^a-\u2000])",
                "(?i)(?<id>[\ud83d\ude00])",
                "(?P<id>(?s-i:a)(?mi)[!-\\x{ffff}])"
            })
    void oneThatMayNeverEndIsKnown(String pattern) {
        assertThat(PatternFolding.mayNeverEnd(pattern)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?i)/stories/(?P<id>[^/]+)",
                "(?i)(?<id>[\\x{0}-\\x{1c7f}]+)",
                "(?i)(?<id>\\pL\\P{Cyrillic}[[:^alpha:]]\\D)",
                "(?i)(?<id>[а-я])",
                "(?<id>[a-\\x{10FFFF}]\u1c80)",
                "(?P<id>\\x{1c80})"
            })
    void othersEndSoon(String pattern) {
        assertThat(PatternFolding.mayNeverEnd(pattern)).isFalse();
        assertTimeoutPreemptively(LONG, () -> Pattern.compile(pattern));
    }
}
