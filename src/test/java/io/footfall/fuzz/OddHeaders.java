package io.footfall.fuzz;

import io.footfall.openapi.ApiOperation.Parameter;
import io.footfall.openapi.ApiOperation.Place;
import java.util.ArrayList;
import java.util.List;

/** Generates requests with valid heads that contain headers with odd values. */
final class OddHeaders implements Generator {

    private static final List<String> NAMES = List.of(
            "Accept",
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Accept-Charset",
            "Content-Type",
            "Content-Encoding",
            "Content-Language",
            "Cookie",
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "If-Modified-Since",
            "Origin",
            "Access-Control-Request-Method",
            "Referer",
            "User-Agent",
            "Purpose",
            "Sec-Purpose",
            "Range",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Forwarded-Host",
            "Forwarded",
            "traceparent",
            "tracestate",
            "X-HTTP-Method-Override",
            "Last-Event-ID",
            "Prefer",
            "Date",
            "From",
            "Max-Forwards",
            "Cache-Control");
    private static final List<String> VALUES = List.of(
            "",
            " ",
            "*",
            "*/*",
            "a",
            "/",
            "text/html",
            "text/html;q=0",
            "application/json;q=banana",
            "application/json; charset=nothing",
            "application/json;charset=utf-16",
            "application/problem+json",
            "image/*",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "application/x-www-form-urlencoded",
            "gzip",
            "br;q=1.0, gzip;q=0",
            "identity;q=0",
            "GZIP",
            "\"",
            "\"\"",
            "W/\"x\"",
            "\"a\", \"b\"",
            "\"" + "x".repeat(3_000) + "\"",
            "https://localhost",
            "http://localhost",
            "http://evil.example",
            "null",
            "file://",
            "prefetch",
            "bytes=0-0",
            "bytes=5-1",
            "bytes=-",
            "bytes=" + "0-0,".repeat(500),
            "1.2.3.4",
            "1.2.3.4,",
            ",",
            "::1",
            "[::1]:80",
            "unknown",
            "999.1.1.1",
            "for=1.2.3.4",
            "for=\"[::1\"",
            "for=_a;host=\"a;for=2.2.2.2\"",
            "proto=https",
            "https",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-00-00-00",
            "\u00e9\u00ff",
            "\u0080",
            "-1",
            "0",
            "7",
            "99999999999999999999",
            "1.5",
            "${x}",
            "%00",
            "a=b; c=d",
            "Mon, 32 Foo 2026 25:61:61 GMT",
            "fuzz-key",
            "x".repeat(256),
            "x".repeat(257),
            "a,".repeat(1_000),
            "a\tb",
            "DELETE");

    @Override
    public FuzzRequest next(Call call, Dice dice) {
        List<String> names = new ArrayList<>(NAMES);
        call.operation().parameters().stream()
                .filter(parameter -> parameter.place() == Place.HEADER)
                .map(Parameter::name)
                .forEach(name -> names.addAll(List.of(name, name, name, name)));
        byte[] body = call.validBody();
        StringBuilder headers = new StringBuilder();
        int many = 1 + dice.below(4);
        for (int i = 0; i < many; i++) {
            headers.append(dice.of(names)).append(": ").append(dice.of(VALUES)).append("\r\n");
        }
        String standard = call.headers(body);
        if (headers.indexOf("Content-Type") >= 0) {
            standard = standard.replaceAll("Content-Type: [^\r]*\r\n", "");
        }
        if (headers.indexOf("Forwarded") >= 0) {
            standard = standard.replaceAll("X-Forwarded-For: [^\r]*\r\n", "");
        }
        return new FuzzRequest(
                        call.made("headers"),
                        call.operation().method(),
                        call.requestLine() + standard + headers + "\r\n")
                .and(body);
    }
}
