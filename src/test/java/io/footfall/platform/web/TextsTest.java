package io.footfall.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {

    private static final String FACE = "\uD83D\uDE00";

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\u00e9", FACE, "a" + FACE + "b" + FACE, "\uFFFD\uFFFF\n"})
    void textOfWholeCharactersCanBeStored(String text) {
        assertThat(Texts.isStorable(text)).isTrue();
        assertThat(Texts.repaired(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 61", "D83D", "DE00", "DE00 D83D", "61 D83D", "D83D 61", "D83D D83D DE00"})
    void aNulAndHalfOfAPairCannot(String units) {
        StringBuilder text = new StringBuilder();
        for (String unit : units.split(" ")) {
            text.append((char) Integer.parseInt(unit, 16));
        }

        assertThat(Texts.isStorable(text)).isFalse();
        assertThat(Texts.repaired(text.toString()))
                .contains("\uFFFD")
                .satisfies(repaired -> assertThat(Texts.isStorable(repaired)).isTrue());
    }

    @Test
    void aShorterTextDividesNoPair() {
        assertThat(Texts.shorten("ab", 2)).isEqualTo("ab");
        assertThat(Texts.shorten("abc", 2)).isEqualTo("ab");
        assertThat(Texts.shorten("a" + FACE, 2)).isEqualTo("a");
        assertThat(Texts.shorten("a" + FACE + "b", 3)).isEqualTo("a" + FACE);
    }

    @Test
    void utf8IsStrict() {
        byte[] text = ("a\u00e9\u20ac" + FACE).getBytes(StandardCharsets.UTF_8);

        assertThat(Texts.isUtf8(text, 0, text.length)).isTrue();
        assertThat(Texts.isUtf8(text, 1, text.length - 1)).isTrue();
        assertThat(Texts.isUtf8(text, 0, text.length - 1)).isFalse();
        assertThat(Texts.isUtf8(text, 2, text.length - 2)).isFalse();
        assertThat(Texts.isUtf8(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, 0, 3))
                .isFalse();
    }
}
