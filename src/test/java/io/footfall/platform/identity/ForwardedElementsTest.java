package io.footfall.platform.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForwardedElementsTest {

    private record Element(String node, String proto, String host) {}

    /** Reads all elements, from right to left. */
    private static List<Element> read(String... lines) {
        ForwardedElements elements = new ForwardedElements(List.of(lines));
        List<Element> read = new ArrayList<>();
        while (elements.next()) {
            read.add(new Element(elements.node(), elements.proto(), elements.host()));
        }
        assertThat(elements.next()).isFalse();
        return read;
    }

    private static Element node(String node) {
        return new Element(node, null, null);
    }

    @Test
    void examplesOfTheStandardAreRead() {
        assertThat(read("for=\"_gazonk\"")).containsExactly(node("_gazonk"));
        assertThat(read("For=\"[2001:db8:cafe::17]:4711\"")).containsExactly(node("[2001:db8:cafe::17]:4711"));
        assertThat(read("for=192.0.2.60;proto=http;by=203.0.113.43"))
                .containsExactly(new Element("192.0.2.60", "http", null));
        assertThat(read("for=192.0.2.43, for=198.51.100.17"))
                .containsExactly(node("198.51.100.17"), node("192.0.2.43"));
        assertThat(read("for=_hidden, for=_SEVKISEK")).containsExactly(node("_SEVKISEK"), node("_hidden"));
        assertThat(read("for=192.0.2.43,for=\"[2001:db8:cafe::17]\",for=unknown"))
                .containsExactly(node("unknown"), node("[2001:db8:cafe::17]"), node("192.0.2.43"));
        assertThat(read("for=192.0.2.43", "for=\"[2001:db8:cafe::17]\", for=unknown"))
                .hasSize(3);
        assertThat(read("for=192.0.2.43, for=198.51.100.17;by=203.0.113.60;proto=http;host=example.com"))
                .containsExactly(new Element("198.51.100.17", "http", "example.com"), node("192.0.2.43"));
    }

    @Test
    void whatIsQuotedIsNoSyntax() {
        assertThat(read("for=192.0.2.1;host=\"a;for=192.0.2.2\""))
                .containsExactly(new Element("192.0.2.1", null, "a;for=192.0.2.2"));
        assertThat(read("host=\"a, for=192.0.2.2\" ; for=192.0.2.1"))
                .containsExactly(new Element("192.0.2.1", null, "a, for=192.0.2.2"));
        assertThat(read("for=192.0.2.1;host=\"a\\\", for=\\\"192.0.2.2\""))
                .containsExactly(new Element("192.0.2.1", null, "a\", for=\"192.0.2.2"));
        assertThat(read("for=\"192.0.2.\\1\"")).containsExactly(node("192.0.2.1"));
    }

    @Test
    void whatIsEmptyIsSkipped() {
        assertThat(read("for=192.0.2.1,")).containsExactly(node("192.0.2.1"));
        assertThat(read(", ,\t;;,for=192.0.2.1;;", "", " ")).containsExactly(node("192.0.2.1"));
    }

    @Test
    void theLastOfTwoCounts() {
        assertThat(read("for=192.0.2.2;For=192.0.2.1")).containsExactly(node("192.0.2.1"));
    }

    /** The element of the proxy is read as the proxy wrote it, whatever the client sent before it. */
    @Test
    void whatStandsFurtherLeftChangesNothing() {
        Random random = new Random(7239);
        String letters = "for=\"\\,; \t192.0.2.2[]:_x";
        for (int i = 0; i < 20_000; i++) {
            String sent = IntStream.range(0, random.nextInt(40))
                    .mapToObj(at -> String.valueOf(letters.charAt(random.nextInt(letters.length()))))
                    .collect(Collectors.joining());

            assertThat(read(sent + ", for=\"[2001:db8::1]\";host=\"a,b\";proto=https"))
                    .as(sent)
                    .startsWith(new Element("[2001:db8::1]", "https", "a,b"));
            assertThat(read(sent, "for=192.0.2.1")).as(sent).startsWith(node("192.0.2.1"));
        }
    }

    @Test
    void whatIsNoElementEndsTheReading() {
        assertThat(read("for=192.0.2.9, for=\"192.0.2.2, for=192.0.2.1")).containsExactly(node("192.0.2.1"));
        assertThat(read("for=192.0.2.9, nothing, for=192.0.2.1")).containsExactly(node("192.0.2.1"));
        assertThat(read("for=192.0.2.9, for\"192.0.2.2\", for=192.0.2.1")).containsExactly(node("192.0.2.1"));
        assertThat(read("for=192.0.2.9", "\"")).isEmpty();
    }
}
