package io.footfall.fuzz;

import io.footfall.fuzz.FuzzRequest.Due;
import io.footfall.support.ServiceUnderTest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;

/**
 * Generates odd {@code Authorization} headers: readers' tokens that were changed, carry odd claims, or are not signed,
 * and values that are no tokens.
 */
final class BrokenTokens implements Generator {

    private static final List<String> ALGORITHMS =
            List.of("none", "None", "HS256", "RS512", "ES256", "", "RS256\u0000");
    private static final List<String> SUBJECTS = List.of(
            "1",
            "null",
            "true",
            "{}",
            "[]",
            "[\"a\"]",
            "\"\"",
            "\" \"",
            "\"a b\"",
            "\"auth0|123\"",
            "\"ada@example.org\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"é\"",
            "\"../x\"",
            "\"*\"",
            "\"" + "a".repeat(128) + "\"",
            "\"" + "a".repeat(129) + "\"",
            "\"" + "a".repeat(4_000) + "\"");
    private static final List<String> TIMES = List.of(
            "\"soon\"", "null", "-1", "0", "1e400", "1e30", "99999999999999999999", "1.5", "{}", "9223372036854775807");
    private static final List<String> NO_TOKENS = List.of(
            "",
            " ",
            "Bearer",
            "Bearer ",
            "Bearer  ",
            "Bearer .",
            "Bearer ..",
            "Bearer ...",
            "Bearer a.b.c",
            "bearer x",
            "Basic YTpi",
            "Basic",
            "Digest username=\"a\"",
            "Bearer Bearer x",
            "Bearer\tx",
            "Negotiate a",
            "Bearer \u00e9",
            "Bearer a, Bearer b",
            "Bearer test-service-tokeN",
            "Bearer test-service-token\u0000",
            "Bearer test-service-token,x",
            "Bearer " + "x".repeat(5_000),
            "x".repeat(7_000));

    @Override
    public FuzzRequest next(Call call, Dice dice) {
        String valid = ServiceUnderTest.reader(FuzzCaller.READER_ID);
        return switch (dice.below(6)) {
            case 0 -> request(call, "a changed token", changed(valid, dice), Due.REFUSAL);
            case 1 ->
                request(
                        call,
                        "an odd claim",
                        "Bearer " + ServiceUnderTest.signed(head(), oddClaims(dice)),
                        Due.ANYTHING);
            case 2 ->
                request(
                        call,
                        "an odd head",
                        "Bearer " + ServiceUnderTest.signed(oddHead(dice), claims()),
                        Due.ANYTHING);
            case 3 -> request(call, "nobody signed", unsigned(dice), Due.REFUSAL);
            case 4 ->
                request(
                        call,
                        "two",
                        valid + "\r\nAuthorization: " + dice.of(NO_TOKENS).trim(),
                        Due.ANYTHING);
            default -> request(call, "no token", dice.of(NO_TOKENS), Due.REFUSAL);
        };
    }

    private static FuzzRequest request(Call call, String how, String authorization, Due due) {
        byte[] body = call.validBody();
        Call anonymous = new Call(call.api(), call.operation(), FuzzCaller.ANONYMOUS, call.address());
        return new FuzzRequest(
                        call.made(how),
                        call.operation().method(),
                        call.requestLine() + "Authorization: " + authorization + "\r\n" + anonymous.headers(body)
                                + "\r\n")
                .and(body)
                .due(due);
    }

    /**
     * Changes the signature of a token in one of several ways, also by a single character, by added text, or by removed
     * text.
     */
    private static String changed(String token, Dice dice) {
        int last = token.lastIndexOf('.');
        return switch (dice.below(6)) {
            case 0 -> token + dice.of("A", "=", "AAAA", ".", ".AAAA", "!", "\u00e9", "%00", ",", "-", "_");
            case 1 -> token.substring(0, last + 1);
            case 2 -> token.substring(0, last);
            case 3 -> token.substring(0, last + 1) + dice.text("ABCxyz019-_", 400);
            case 4 -> {
                int at = "Bearer ".length() + dice.below(token.length() - "Bearer ".length() - 4);
                yield token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
            }
            default -> token.substring(0, token.length() - 1 - dice.below(20));
        };
    }

    private static String unsigned(Dice dice) {
        String head = new JsonObject(head()).put("alg", dice.of(ALGORITHMS)).encode();
        return "Bearer " + encoded(head) + "." + encoded(claims()) + "."
                + dice.of("", "AAAA", encoded(new String(dice.bytes(256), StandardCharsets.ISO_8859_1)));
    }

    private static String head() {
        return new JsonObject()
                .put("alg", ServiceUnderTest.ALGORITHM)
                .put("typ", "JWT")
                .encode();
    }

    private static String oddHead(Dice dice) {
        JsonObject head = new JsonObject(head());
        String name = dice.of("kid", "kid", "jku", "x5u", "jwk", "crit", "zip", "cty", "b64", "typ", "alg");
        head.put(
                name,
                dice.of(
                        "../../etc/passwd",
                        "",
                        "x".repeat(2_000),
                        "' or 1=1",
                        "http://127.0.0.1:1/",
                        5,
                        true,
                        new JsonObject(),
                        "\u0000",
                        "RS512"));
        return head.encode();
    }

    private static String claims() {
        long now = System.currentTimeMillis() / 1_000;
        return new JsonObject()
                .put("sub", FuzzCaller.READER_ID)
                .put("iat", now)
                .put("exp", now + 300)
                .encode();
    }

    private static String oddClaims(Dice dice) {
        String time = dice.of(TIMES);
        return switch (dice.below(5)) {
            case 0 -> claims().replaceFirst("\"exp\":[0-9]+", "\"exp\":" + time);
            case 1 -> claims().replaceFirst("\"iat\":[0-9]+", "\"iat\":" + time + ",\"nbf\":" + dice.of(TIMES));
            case 2 -> dice.of("", "null", "[]", "{", "1", "{\"sub\":1,\"sub\":2}");
            case 3 ->
                claims().replaceFirst(
                                "\\{",
                                "{\"" + dice.of("groups", "aud", "iss", "upn", "jti", "preferred_username") + "\":"
                                        + dice.of(SUBJECTS) + ",");
            default ->
                claims().replaceFirst("\"sub\":\"[^\"]*\"", Matcher.quoteReplacement("\"sub\":" + dice.of(SUBJECTS)));
        };
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(FuzzRequest.utf8(text));
    }
}
