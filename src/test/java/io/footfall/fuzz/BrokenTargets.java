package io.footfall.fuzz;

import io.footfall.openapi.ApiOperation.Parameter;
import io.footfall.openapi.ApiOperation.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Generates requests with odd paths and queries: invalid ids, invalid percent-encoding, dot segments, forged cursors,
 * numbers out of range.
 */
final class BrokenTargets implements Generator {

    private static final List<String> IDS = List.of(
            "fuzz-nobody",
            "a".repeat(64),
            "a".repeat(65),
            "a".repeat(129),
            "a".repeat(3_000),
            ".",
            "..",
            "%2e%2e",
            "%2E",
            "...",
            "%00",
            "%0d%0aX-Evil:1",
            "%zz",
            "%",
            "%2",
            "%c3%28",
            "%C3%A9",
            "%F0%9F%98%80",
            "%ED%A0%80",
            "%2F",
            "%2f..%2f",
            "%5c",
            "\\",
            ";x=1",
            "a;b",
            "*",
            "!",
            "a%20b",
            "+",
            "~",
            "a:b",
            "a|b",
            "{id}",
            "%7Bid%7D",
            "auth0%7C123",
            "ada%40example.org",
            "did:web:example.org",
            "null",
            "-",
            "_",
            "0",
            "-1",
            "'",
            "\"",
            "<script>",
            "%",
            "a%",
            "@",
            "\u00e9",
            "\u0080");

    private static final List<String> VALUES = List.of(
            "",
            "0",
            "-1",
            "1",
            "2",
            "100",
            "101",
            "1.5",
            "1e3",
            "99999999999999999999",
            "999999999999999999",
            "-9223372036854775808",
            "NaN",
            "banana",
            "true",
            "TRUE",
            "1",
            "%00",
            "%zz",
            "%",
            "a%26b%3Dc",
            "%F0%9F%98%80",
            "%ED%A0%80",
            "story",
            "hour",
            "week",
            "2026-11-20",
            "2026-02-30",
            "-999999999-01-01",
            "+294277-01-01T00:00:00Z",
            "*",
            "**",
            "listing:*",
            "^(",
            "(?<id>a)",
            "(?<id>(((a{1000}){1000}){1000}))",
            "a".repeat(2_000),
            "a,".repeat(300),
            ",,,",
            "[]",
            "{}",
            "'",
            "%0d%0aX-Evil:1");

    private static final List<String> CURSOR_PARTS = List.of(
            "0",
            "1",
            "-1",
            "999999999999999999",
            "99999999999999999999",
            "RECENT",
            "VIEWS",
            "TRENDING",
            "recent",
            "s1",
            "2026-01-01T00:00:00Z",
            "+294277-01-01T00:00:00Z",
            "1e999999999",
            "\0",
            "",
            "\u00e9",
            "fuzz");

    private static final List<String> PREFIXES = List.of(
            "/./", "//", "/../", "/q/../", "/%2e%2e/", "/api/../", "/x/..;/", "/;x=1/", "/%2e%2e/q/metrics/../../");

    @Override
    public FuzzRequest next(Call call, Dice dice) {
        String path = dice.oneIn(3)
                ? ValidInput.target(call.operation())
                : call.operation()
                        .target(call.operation().parameters().stream()
                                .filter(parameter -> parameter.place() == Place.PATH)
                                .collect(Collectors.toMap(
                                        Parameter::name, parameter -> dice.of(IDS), (one, other) -> one)));
        if (dice.oneIn(8)) {
            path = dice.of(PREFIXES) + path.substring(1);
        } else if (dice.oneIn(8)) {
            path += dice.of("/", "//", "/.", "/..", ";", "?", "#x", "%20", "/%2e", ".json", "%00");
        }
        String target = path + query(call, dice);
        byte[] body = dice.oneIn(4) ? new byte[0] : call.validBody();
        return new FuzzRequest(
                        call.made("target"),
                        call.operation().method(),
                        call.operation().method() + " " + target + " HTTP/1.1\r\n" + call.headers(body) + "\r\n")
                .and(body);
    }

    private static String query(Call call, Dice dice) {
        List<String> parts = call.operation().parameters().stream()
                .filter(parameter -> parameter.place() == Place.QUERY && !dice.oneIn(3))
                .map(parameter -> parameter.name() + "=" + value(parameter.name(), dice))
                .collect(Collectors.toCollection(ArrayList::new));
        if (dice.oneIn(4)) {
            parts.add(
                    dice.of("unknown=1", "=", "&&", "limit", "limit=1&limit=2", "=x", "a=b=c", "%zz=1", "cursor[]=1"));
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static String value(String name, Dice dice) {
        return name.equals("cursor") && !dice.oneIn(4) ? cursor(dice) : dice.of(VALUES);
    }

    private static String cursor(Dice dice) {
        StringBuilder text = new StringBuilder(dice.of(CURSOR_PARTS));
        int more = dice.below(4);
        for (int i = 0; i < more; i++) {
            text.append('\n').append(dice.of(CURSOR_PARTS));
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
