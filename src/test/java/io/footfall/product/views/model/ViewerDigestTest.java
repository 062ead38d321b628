package io.footfall.product.views.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.platform.identity.Viewer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewerDigestTest {

    private static final Salt SALT = new Salt(Base64.getEncoder().encodeToString(new byte[32]));

    private final ViewerDigest ada = SALT.digest(Viewer.user("ada"));

    /** Test vectors of the SipHash-2-4 reference implementation: the key is 00 01 02 ..., and so is the message. */
    @ParameterizedTest
    @CsvSource({
        "0, 310e0edd47db6f72",
        "1, fd67dc93c539f874",
        "7, 37d1018bf50002ab",
        "8, 6224939a79f5f593",
        "15, e545be4961ca29a1"
    })
    void theHashIsSipHash(int length, String expected) {
        long hash = ViewerDigest.of(upTo(16)).sipHash(upTo(length));

        assertThat(HexFormat.of()
                        .formatHex(ByteBuffer.allocate(Long.BYTES)
                                .order(ByteOrder.LITTLE_ENDIAN)
                                .putLong(hash)
                                .array()))
                .isEqualTo(expected);
    }

    private static byte[] upTo(int length) {
        byte[] bytes = new byte[length];
        IntStream.range(0, length).forEach(i -> bytes[i] = (byte) i);
        return bytes;
    }

    @Test
    void marksOfOneViewerDifferByItemAndIncarnation() {
        assertThat(IntStream.range(0, 1_000).mapToLong(i -> ada.mark("s:s1@" + i)))
                .doesNotHaveDuplicates()
                .doesNotContain(ada.mark("c:s1@1"));
    }

    @Test
    void aDigestIsOfOneViewerAndOneSalt() {
        Salt next = new Salt(Base64.getEncoder().encodeToString(new byte[] {1, 2, 3}));

        assertThat(ada)
                .isEqualTo(SALT.digest(Viewer.user("ada")))
                .isNotEqualTo(SALT.digest(Viewer.user("bea")))
                .isNotEqualTo(next.digest(Viewer.user("ada")));
    }

    @Test
    void itsTextIsReadAgain() {
        assertThat(ada.text()).hasSize(22).doesNotContain(" ");
        assertThat(ViewerDigest.parse(ada.text())).isEqualTo(ada);
        assertThat(ada).hasToString("ViewerDigest");
    }

    @Test
    void anotherTextIsRefused() {
        assertThatThrownBy(() -> ViewerDigest.parse("c2hvcnQ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ViewerDigest.parse("no Base64!!")).isInstanceOf(IllegalArgumentException.class);
    }
}
