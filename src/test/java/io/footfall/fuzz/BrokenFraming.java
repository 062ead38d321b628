package io.footfall.fuzz;

import io.footfall.fuzz.FuzzRequest.Ending;
import io.footfall.support.Gzip;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Generates requests with odd bodies: their lengths, chunks, compression, sizes, speed and content types. */
final class BrokenFraming implements Generator {

    /** A request that is hidden in a body. It must never be answered. */
    private static final String HIDDEN = "GET /api/stories/" + Exchange.HIDDEN + " HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static final List<String> LENGTHS = List.of(
            "Content-Length: -1",
            "Content-Length: +5",
            "Content-Length: 5, 5",
            "Content-Length: 5, 6",
            "Content-Length: 0x5",
            "Content-Length: 5 5",
            "Content-Length: 99999999999999999999",
            "Content-Length:",
            "Content-Length: 5\r\nContent-Length: 6",
            "Content-Length: 5\r\nContent-Length: 5",
            "Content-Length: 1e1",
            "Content-Length : 5",
            "Content-Length: \u00b2",
            "Content-Length: 2147483648",
            "Content-Length: 9223372036854775807");
    private static final List<String> CODINGS = List.of(
            "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding: identity",
            "Transfer-Encoding: gzip",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: xchunked",
            "Transfer-Encoding:\tchunked",
            "Transfer-Encoding : chunked",
            "Transfer-Encoding: \"chunked\"",
            "Transfer-Encoding: chunked;x",
            "Transfer-Encoding: CHUNKED",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "X: y\r\n Transfer-Encoding: chunked",
            "Transfer-Encoding:",
            "Transfer-Encoding: ,chunked",
            "Transfer-Encoding: chunked\u000b");
    private static final List<String> CHUNKS = List.of(
            "5\r\nhello\r\n0\r\n\r\n",
            "5\nhello\n0\n\n",
            "zz\r\nhello\r\n0\r\n\r\n",
            "-1\r\n\r\n",
            "ffffffffffffffff\r\nhello",
            "7fffffff\r\nhello",
            "100000000\r\nhello",
            "5\r\nhelloXX\r\n0\r\n\r\n",
            "5;x=\"\r\n\"\r\nhello\r\n0\r\n\r\n",
            "5 \r\nhello\r\n0\r\n\r\n",
            "0x5\r\nhello\r\n0\r\n\r\n",
            "\r\n\r\n",
            "5\r\nhel",
            "0\r\nX: y\r\nTransfer-Encoding: chunked\r\n\r\n",
            "0\r\n" + "X: y\r\n".repeat(3_000) + "\r\n",
            "5;" + "x".repeat(9_000) + "\r\nhello\r\n0\r\n\r\n",
            "00000000000000000005\r\nhello\r\n0\r\n\r\n");
    private static final List<String> TYPES = List.of(
            "application/xml",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "",
            "/",
            "application/json, text/plain",
            "application/json;",
            "application/json; charset=\"",
            "application/octet-stream",
            "a".repeat(4_000),
            "*/*",
            "application/json; charset=utf-16");
    private static final List<String> ENCODINGS = List.of(
            "br",
            "deflate",
            "zstd",
            "gzip, gzip",
            "x-gzip",
            "identity",
            "",
            "gzip;q=1",
            "compress",
            "\u00e9",
            "aws-chunked");
    private static final List<Integer> SIZES =
            List.of(1, 4_095, 65_535, 65_536, 65_537, 70_000, 300_000, 1_048_576, 1_048_577, 2_000_000);

    @Override
    public FuzzRequest next(Call call, Dice dice) {
        byte[] valid = call.validBody();
        byte[] body = valid.length == 0 ? FuzzRequest.bytesOf("{}") : valid;
        return switch (dice.below(11)) {
            case 0 ->
                framed(call, "a length that is none", dice.of(LENGTHS), dice.of("hello", "helloo", HIDDEN))
                        .ending(Ending.END_OF_INPUT);
            case 1 ->
                framed(call, "a coding that is none", dice.of(CODINGS), dice.of(CHUNKS))
                        .ending(Ending.END_OF_INPUT);
            case 2 ->
                framed(
                                call,
                                "both length and coding",
                                dice.of(
                                        "Content-Length: 4\r\nTransfer-Encoding: chunked",
                                        "Transfer-Encoding: chunked\r\nContent-Length: 90"),
                                "0\r\n\r\n" + HIDDEN)
                        .ending(Ending.END_OF_INPUT);
            case 3 ->
                framed(call, "chunks that are none", "Transfer-Encoding: chunked", dice.of(CHUNKS))
                        .ending(Ending.END_OF_INPUT);
            case 4 -> chunked(call, "in chunks", body, 1 + dice.below(50), dice);
            case 5 -> sized(call, dice);
            case 6 -> gzipped(call, body, dice);
            case 7 -> typed(call, "Content-Encoding: " + dice.of(ENCODINGS) + "\r\n", type(call), body);
            case 8 -> typed(call, "", "Content-Type: " + dice.of(TYPES) + "\r\n", body);
            case 9 ->
                framed(
                                call,
                                "more than its length",
                                "Content-Length: 1",
                                "{" + "x".repeat(dice.below(40)) + "GET /api/ping HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .ending(Ending.END_OF_INPUT);
            default ->
                typed(call, dice.of("", "Expect: 100-continue\r\n"), type(call), body)
                        .dripped(1 + dice.below(30), 20);
        };
    }

    private static String type(Call call) {
        return call.operation()
                .body()
                .map(described -> "Content-Type: " + described.mediaType() + "\r\n")
                .orElse("Content-Type: application/json\r\n");
    }

    private static FuzzRequest framed(Call call, String how, String framing, String body) {
        return new FuzzRequest(
                call.made(how),
                call.operation().method(),
                call.requestLine() + call.headers() + type(call) + framing + "\r\n\r\n" + body);
    }

    private static FuzzRequest typed(Call call, String more, String type, byte[] body) {
        return new FuzzRequest(
                        call.made("a body of another kind"),
                        call.operation().method(),
                        call.requestLine() + call.headers() + type + more + "Content-Length: " + body.length
                                + "\r\n\r\n")
                .and(body);
    }

    private static FuzzRequest chunked(Call call, String how, byte[] body, int size, Dice dice) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (int from = 0; from < body.length; from += size) {
            int to = Math.min(body.length, from + size);
            String length = dice.of(
                    Integer.toHexString(to - from),
                    "0" + Integer.toHexString(to - from),
                    Integer.toHexString(to - from).toUpperCase(Locale.ROOT) + ";x=y");
            chunks.writeBytes(FuzzRequest.bytesOf(length + "\r\n"));
            chunks.writeBytes(Arrays.copyOfRange(body, from, to));
            chunks.writeBytes(FuzzRequest.bytesOf("\r\n"));
        }
        chunks.writeBytes(FuzzRequest.bytesOf(dice.of("0\r\n\r\n", "0\r\nX-Trailer: y\r\n\r\n", "0;x\r\n\r\n")));
        return new FuzzRequest(
                        call.made(how),
                        call.operation().method(),
                        call.requestLine() + call.headers() + type(call) + "Transfer-Encoding: chunked\r\n\r\n")
                .and(chunks.toByteArray());
    }

    private static FuzzRequest sized(Call call, Dice dice) {
        byte[] body = new byte[dice.of(SIZES)];
        Arrays.fill(body, (byte) dice.of(List.of((int) ' ', (int) 'x', 0)).intValue());
        FuzzRequest sized = dice.oneIn(2)
                ? chunked(call, "a size", body, 1 + body.length / 3, dice)
                : typed(call, "", type(call), body);
        // Sends the request in pieces, so that a request that is refused by its head is refused before its body has
        // arrived.
        return dice.oneIn(2) ? sized : sized.dripped(400 + body.length / 4, 6);
    }

    private static FuzzRequest gzipped(Call call, byte[] body, Dice dice) {
        byte[] compressed =
                switch (dice.below(5)) {
                    case 0 -> Gzip.of(new byte[10_000_000]);
                    case 1 -> BrokenGzip.cut(Gzip.of(body), dice);
                    case 2 -> BrokenGzip.broken(Gzip.of(body), dice);
                    case 3 -> Gzip.of(Gzip.of(body));
                    default -> Gzip.of(body);
                };
        String encoding = "Content-Encoding: " + dice.of("gzip", "gzip", "GZip") + "\r\n";
        return dice.oneIn(3)
                ? new FuzzRequest(
                                call.made("gzip in chunks"),
                                call.operation().method(),
                                call.requestLine() + call.headers() + type(call) + encoding
                                        + "Transfer-Encoding: chunked\r\n\r\n")
                        .and(FuzzRequest.bytesOf(Integer.toHexString(compressed.length) + "\r\n"))
                        .and(compressed)
                        .and(FuzzRequest.bytesOf("\r\n0\r\n\r\n"))
                : typed(call, encoding, type(call), compressed);
    }
}
