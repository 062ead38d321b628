package io.footfall.product.views.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSizeTest {

    private static final int RANDOM_PATTERNS = 30_000;
    private static final int CHEAP_TO_COMPILE = 20_000;

    /** Tokens that have a meaning in a regular expression, and texts that look like them. */
    private static final List<String> PARTS = List.of(
            "a",
            "bc",
            "é",
            "\uD83D\uDE00",
            ".",
            "^",
            "$",
            "(",
            "(",
            ")",
            ")",
            "(?:",
            "(?<id>",
            "(?P<n>",
            "(?i)",
            "(?i:",
            "(?-s)",
            "|",
            "*",
            "+",
            "?",
            "??",
            "*?",
            "{2}",
            "{3,}",
            "{0,5}",
            "{0}",
            "{20}",
            "{1000}",
            "{1001}",
            "{",
            "}",
            "{,3}",
            "{2,1}",
            "{02}",
            "[",
            "]",
            "[a-z]",
            "[]a]",
            "[^]a]",
            "[[:alpha:]]",
            "[\\]{2}]",
            "[(]",
            "[)]{9}",
            "\\",
            "\\(",
            "\\)",
            "\\[",
            "\\{",
            "\\pN",
            "\\p{Greek}",
            "\\P{^Lu}",
            "\\x{10FFFF}",
            "\\x41",
            "\\d",
            "\\b",
            "\\Q",
            "\\E",
            "\\Q(\\E",
            "\\Q\\E",
            "\\Q)|{\\E",
            "\\012",
            ":",
            "<",
            ">",
            "-",
            ",");

    @Test
    void noPatternCompilesToMoreThanIsTold() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int compiled = 0;

        for (int i = 0; i < RANDOM_PATTERNS; i++) {
            String pattern = random.ints(1 + random.nextInt(12), 0, PARTS.size())
                    .mapToObj(PARTS::get)
                    .reduce("", String::concat);
            int told = PatternSize.of(pattern);
            if (told <= CHEAP_TO_COMPILE && !PatternFolding.mayNeverEnd(pattern) && compiles(pattern)) {
                compiled++;
                assertThat(Pattern.compile(pattern).programSize())
                        .as("%s, seed %d", pattern, seed)
                        .isLessThanOrEqualTo(told);
            }
        }

        assertThat(compiled).isGreaterThan(RANDOM_PATTERNS / 20);
    }

    private static boolean compiles(String pattern) {
        try {
            Pattern.compile(pattern);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?<id>(((a{1000}){1000}){1000}))",
                "(?<id>((a{1000}){1000}))",
                "(?<id>(?:(?:[^/]{30}){30}){30})",
                "(?<id>(?:\\p{L}{200}x){200})",
                "(?<id>(\\Q)\\E{1000}){1000})",
                "(?<id>([)]{1000}){1000})",
                "(?<id>(a{1000}){0,1000})",
                "((a{1000})(?i){1000})(?<id>b)",
                "((a{1000})\\Q\\E{1000})(?<id>b)"
            })
    void nestedRepetitionsMultiply(String pattern) {
        assertThat(PatternSize.of(pattern)).isGreaterThan(20_000);
    }

    @ParameterizedTest
    @CsvSource({
        "'^/blog/(?<id>[^/]+)$', 40",
        "'^/(?:blog|articles|projects|presentations)/(?:[^/]+/)*?(?<id>[A-Za-z0-9_-]+)(?:\\.html)?/?$', 100",
        "'(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})', 120",
        "'(?<id>[a-z]{1,128})', 400"
    })
    void usualPatternsAreSmall(String pattern, int most) {
        assertThat(PatternSize.of(pattern)).isLessThan(most);
        assertThat(ItemPattern.of(pattern)).isNotNull();
    }
}
