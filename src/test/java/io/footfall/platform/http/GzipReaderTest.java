package io.footfall.platform.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipReaderTest {

    private static final int CHECKSUM = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;

    /** Builds a gzip member with any combination of optional header fields. */
    private static byte[] member(int flags, byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0x1f, (byte) 0x8b, 8, (byte) flags, 1, 2, 3, 4, 0, 3});
        if ((flags & EXTRA) != 0) {
            out.writeBytes(new byte[] {3, 0, 9, 9, 9});
        }
        if ((flags & NAME) != 0) {
            out.writeBytes("access.log\0".getBytes(StandardCharsets.US_ASCII));
        }
        if ((flags & COMMENT) != 0) {
            out.writeBytes("of yesterday\0".getBytes(StandardCharsets.US_ASCII));
        }
        if ((flags & CHECKSUM) != 0) {
            out.writeBytes(new byte[] {7, 7});
        }
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(text);
        deflater.finish();
        byte[] deflated = new byte[text.length * 2 + 100];
        out.write(deflated, 0, deflater.deflate(deflated));
        deflater.end();
        CRC32 checksum = new CRC32();
        checksum.update(text);
        for (int i = 0; i < 4; i++) {
            out.write((int) (checksum.getValue() >>> 8 * i));
        }
        for (int i = 0; i < 4; i++) {
            out.write(text.length >>> 8 * i);
        }
        return out.toByteArray();
    }

    private static byte[] textOf(int length, Random random) {
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) ('a' + random.nextInt(4));
        }
        return text;
    }

    private static byte[] read(GzipReader reader, byte[] bytes, int piece) throws ZipException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += piece) {
            reader.read(bytes, at, Math.min(piece, bytes.length - at), text::writeBytes);
        }
        return text.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, CHECKSUM, EXTRA, NAME, COMMENT, NAME | COMMENT, EXTRA | NAME | COMMENT | CHECKSUM})
    void aMemberIsReadInPiecesOfAnyLength(int flags) throws ZipException {
        byte[] text = textOf(30_000, new Random(flags));
        for (int piece : new int[] {1, 2, 7, 1_000, 100_000}) {
            GzipReader reader = new GzipReader();

            assertThat(read(reader, member(flags, text), piece)).isEqualTo(text);
            assertThat(reader.isWhole()).isTrue();
        }
    }

    @Test
    void membersFollowOneAnother() throws ZipException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(member(NAME, "one ".getBytes(StandardCharsets.US_ASCII)));
        both.writeBytes(member(0, new byte[0]));
        both.writeBytes(member(COMMENT, "two".getBytes(StandardCharsets.US_ASCII)));
        GzipReader reader = new GzipReader();

        assertThat(read(reader, both.toByteArray(), 5)).asString().isEqualTo("one two");
        assertThat(reader.isWhole()).isTrue();
    }

    @Test
    void whatEndsEarlyIsNotWhole() throws ZipException {
        byte[] whole = member(NAME, "some text".getBytes(StandardCharsets.US_ASCII));
        for (int length = 1; length < whole.length; length++) {
            GzipReader reader = new GzipReader();
            reader.read(whole, 0, length, text -> {});

            assertThat(reader.isWhole()).as("%d bytes", length).isFalse();
        }
    }

    @Test
    void oneBitThatDiffersIsSeenOrChangesNothing() {
        byte[] text = textOf(200, new Random(1));
        byte[] whole = member(0, text);
        for (int bit = 10 * 8; bit < whole.length * 8; bit++) {
            byte[] broken = whole.clone();
            broken[bit / 8] ^= (byte) (1 << bit % 8);
            GzipReader reader = new GzipReader();
            byte[] read;
            try {
                read = read(reader, broken, 50);
            } catch (ZipException e) {
                continue;
            }
            assertThat(reader.isWhole() && !Arrays.equals(read, text))
                    .as("bit %d", bit)
                    .isFalse();
        }
    }

    @Test
    void aHeaderWithoutAnEndIsRefused() {
        byte[] name = new byte[100_000];
        Arrays.fill(name, (byte) 'a');
        System.arraycopy(new byte[] {0x1f, (byte) 0x8b, 8, NAME, 0, 0, 0, 0, 0, 0}, 0, name, 0, 10);

        assertThatThrownBy(() -> read(new GzipReader(), name, 1_000)).isInstanceOf(ZipException.class);
    }

    @Test
    void whoeverTakesTheTextMayStopIt() throws ZipException {
        byte[] bomb = member(0, new byte[1_000_000]);
        GzipReader reader = new GzipReader();
        int[] pieces = {0};
        reader.read(bomb, 0, bomb.length, text -> {
            pieces[0]++;
            reader.close();
        });

        assertThat(pieces[0]).isEqualTo(1);
    }
}
