package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.platform.web.InvalidInputException;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.ingest.ItemPattern;
import io.footfall.product.views.ingest.LineSplitter;
import io.footfall.product.views.ingest.LogLine;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessLogParsingTest {

    private static final String LINE = "83.149.9.216 - - [17/May/2015:12:05:03 +0200] \"GET /blog/a-b?x=1 HTTP/1.1\""
            + " 200 203023 \"http://semicomplete.com/\" \"Mozilla/5.0 (say \\\"hi\\\")\"";

    @Test
    void aLineIsReadWithItsTimeZoneAndWithoutItsQuery() {
        assertThat(LogLine.parse(LINE))
                .hasValue(new LogLine(
                        "83.149.9.216",
                        Instant.parse("2015-05-17T10:05:03Z"),
                        "GET",
                        "/blog/a-b",
                        200,
                        "Mozilla/5.0 (say \\\"hi\\\")"));
    }

    @Test
    void aLineInTheCommonFormatHasNoAgent() {
        assertThat(LogLine.parse("::1 - frank [17/May/2015:12:05:03 +0000] \"GET / HTTP/1.0\" 304 -"))
                .hasValueSatisfying(line -> {
                    assertThat(line.userAgent()).isEmpty();
                    assertThat(line.isPageRead()).isTrue();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "1.2.3.4 - - [99/Foo/2015:12:05:03 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"-\"",
                "1.2.3.4 - - [17/May/2015:12:05:03 +0000] \"\" 400 1 \"-\" \"-\"",
                "1.2.3.4 - - [17/May/2015:12:05:03 +0000] \"GET / HTTP/1.1\" two 1 \"-\" \"-\""
            })
    void whatIsNotInTheFormatIsNoLine(String text) {
        assertThat(LogLine.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"POST / HTTP/1.1\" 200", "GET / HTTP/1.1\" 404", "GET / HTTP/1.1\" 301", "HEAD / HTTP/1.1\" 200"
            })
    void onlyAPageThatWasShownIsRead(String request) {
        assertThat(LogLine.parse("1.2.3.4 - - [17/May/2015:12:05:03 +0000] \"" + request + " 1 \"-\" \"x\""))
                .hasValueSatisfying(line -> assertThat(line.isPageRead()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 100})
    void linesAreTheSameHoweverTheStreamIsCut(int size) {
        byte[] bytes = "one\r\ntwö\n\nthree".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        LineSplitter splitter = new LineSplitter();

        List<String> lines = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += size) {
            lines.addAll(splitter.feed(Buffer.buffer(bytes).slice(from, Math.min(from + size, bytes.length))));
        }
        lines.addAll(splitter.rest());

        assertThat(lines).containsExactly("one", "twö", "", "three");
    }

    @Test
    void aLineWithoutEndIsCutAndNotGathered() {
        LineSplitter splitter = new LineSplitter();
        for (int i = 0; i < 1_000; i++) {
            assertThat(splitter.feed(Buffer.buffer("x".repeat(1_000)))).isEmpty();
        }

        assertThat(splitter.feed(Buffer.buffer("\nnext\n"))).hasSize(2).last().isEqualTo("next");
    }

    @Test
    void aPatternMapsPathsToItems() {
        assertThat(ItemPattern.of("^/blog/(?<id>[^/]+)$").itemOf("/blog/a-b")).hasValue(ItemId.story("a-b"));
        ItemPattern typed = ItemPattern.of("^/(?<type>stories|chapter)/(?<id>[a-z]+)");
        assertThat(typed.itemOf("/stories/abc")).hasValue(ItemId.story("abc"));
        assertThat(typed.itemOf("/chapter/abc")).hasValue(ItemId.chapter("abc"));
        assertThat(ItemPattern.of("^/(?<type>[a-z]+)/(?<id>.+)").itemOf("/users/abc"))
                .isEmpty();
        assertThat(ItemPattern.of("^/blog/(?<id>.+)").itemOf("/blog/a b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(", "^/blog/(.+)", "(?<type>story)"})
    void aPatternWithoutAnIdIsRefused(String text) {
        assertThatThrownBy(() -> ItemPattern.of(text)).isInstanceOf(InvalidInputException.class);
    }
}
