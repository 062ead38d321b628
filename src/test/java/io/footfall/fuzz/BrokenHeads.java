package io.footfall.fuzz;

import io.footfall.fuzz.FuzzRequest.Ending;
import java.util.List;

/**
 * Generates requests with odd heads: methods, versions, hosts, white space, invalid lines, sizes, and heads that end
 * too early.
 */
final class BrokenHeads implements Generator {

    private static final List<String> METHODS = List.of(
            "EVIL",
            "get",
            "PATCH",
            "TRACE",
            "PROPFIND",
            "PRI",
            "M-SEARCH",
            "OPTIONS",
            "HEAD",
            "QUERY",
            "A".repeat(300),
            "G\u00e9T",
            "<>",
            "GET\t",
            "%47ET",
            "COPY",
            "LINK");
    private static final List<String> TARGETS = List.of(
            "*",
            "/",
            "//",
            "/%zz",
            "http://localhost/api/ping",
            "http://evil.example/api/ping",
            "localhost:80",
            "api/ping",
            "/api/ping#a",
            "/\\",
            "/api/\u00e9",
            "",
            "/api/ping /x",
            "?a=b",
            "/" + "a".repeat(20_000),
            "/api/ping?" + "a=b&".repeat(4_000),
            "/footfall.js",
            "/admin",
            "/admin/",
            "/admin/%2e%2e/api/ping",
            "/webjars/../application.properties",
            "/q/metrics",
            "/favicon.ico");
    private static final List<String> VERSIONS = List.of(
            "HTTP/1.0",
            "HTTP/0.9",
            "HTTP/1.2",
            "HTTP/2.0",
            "HTTP/3",
            "HTTP/1.1 ",
            "http/1.1",
            "HTTP/11",
            "HTTP/1",
            "HTTP",
            "",
            "HTTP/1.1\t",
            "ICY",
            "HTTP/99999999999.1");
    private static final List<String> HOSTS = List.of(
            "",
            "Host:\r\n",
            "Host: a\r\nHost: b\r\n",
            "Host: a, b\r\n",
            "Host: a b\r\n",
            "Host: localhost:99999\r\n",
            "Host: localhost:x\r\n",
            "Host: [::1\r\n",
            "Host: \u00e9\r\n",
            "Host: user@localhost\r\n",
            "Host: /\r\n",
            "Host: " + "h".repeat(4_000) + "\r\n",
            "host: localhost\r\nHOST: localhost\r\n",
            "Host : localhost\r\n",
            " Host: localhost\r\n",
            "Host: %zz\r\n",
            "Host: ..\r\n");
    private static final List<String> LINES = List.of(
            "X: \u0000\r\n",
            "X\r\n",
            ": x\r\n",
            "X : y\r\n",
            "X: a\r\n b\r\n",
            "X: a\n",
            "X: a\r",
            "X\u00e9: 1\r\n",
            "X(Y): 1\r\n",
            "X: \u0007\r\n",
            "X: " + "y".repeat(9_000) + "\r\n",
            "X".repeat(9_000) + ": y\r\n",
            "X: y\r\n".repeat(200),
            "Connection: close, keep-alive\r\n",
            "Connection: Authorization\r\n",
            "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n",
            "Expect: 200-ok\r\n",
            "Expect: 100-continue\r\n",
            "TE: trailers\r\n",
            "Trailer: X\r\n",
            "Keep-Alive: timeout=1\r\n",
            "Transfer-Encoding: chunked\r\n\r\n0\r\n");

    @Override
    public FuzzRequest next(Call call, Dice dice) {
        String method = call.operation().method();
        String target = ValidInput.target(call.operation());
        String version = "HTTP/1.1";
        String headers = call.headers();
        switch (dice.below(7)) {
            case 0 -> method = dice.of(METHODS);
            case 1 -> target = dice.of(TARGETS);
            case 2 -> version = dice.of(VERSIONS);
            case 3 -> headers = headers.replace("Host: localhost\r\n", dice.of(HOSTS));
            case 4 -> headers += dice.of(LINES);
            case 5 -> headers = dice.of(LINES) + headers + dice.of(LINES);
            default -> {
                method = dice.of(METHODS);
                target = dice.of(TARGETS);
            }
        }
        String head = method + " " + target + " " + version + "\r\n" + headers + "\r\n";
        // The response to HEAD is read without a body, so the head must stay readable as a HEAD request.
        boolean isHead = method.equals("HEAD");
        if (!isHead && dice.oneIn(6)) {
            head = head.substring(0, dice.below(head.length()));
        } else if (!isHead && dice.oneIn(10)) {
            head = dice.of(
                            "\r\n",
                            "\n",
                            "\r\n\r\n",
                            "\u0000",
                            " ",
                            "\u0016\u0003\u0001",
                            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                    + head;
        } else if (!isHead && dice.oneIn(10)) {
            head = head.replace("\r\n", "\n");
        }
        FuzzRequest request = new FuzzRequest(call.made("head"), method, head).ending(Ending.END_OF_INPUT);
        return dice.oneIn(20) ? request.dripped(1 + dice.below(20), 30) : request;
    }
}
