package io.footfall.product.views.ingest;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.footfall.platform.web.Times;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * A request in the log of a web server, in the combined format of Apache and nginx.
 *
 * @param address address of the client
 * @param time time of the request
 * @param method HTTP method, for example GET
 * @param path path without query
 * @param status HTTP status code of the response
 * @param userAgent user agent of the client, empty if there is none
 */
public record LogLine(String address, Instant time, String method, String path, int status, String userAgent) {

    private static final Pattern COMBINED =
            Pattern.compile("^(\\S+) \\S+ .*?\\[([^\\]]+)\\] \"(\\S+) (\\S+)(?: [^\"]*)?\" (\\d{3}) \\S+"
                    + "(?: \"(?:[^\"\\\\]|\\\\.)*\" \"((?:[^\"\\\\]|\\\\.)*)\")?.*$");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int REDIRECT = 300;

    /**
     * Parses a line.
     *
     * @param line the line, without its line break
     * @return the request; empty if the line is not in the combined format, or if its time is outside the years 1 to
     *     9999
     */
    public static Optional<LogLine> parse(String line) {
        Matcher matcher = COMBINED.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            Instant time = OffsetDateTime.parse(matcher.group(2), TIME).toInstant();
            if (!Times.isHeld(time)) {
                return Optional.empty();
            }
            String agent = matcher.group(6);
            return Optional.of(new LogLine(
                    matcher.group(1),
                    time,
                    matcher.group(3),
                    withoutQuery(matcher.group(4)),
                    Integer.parseInt(matcher.group(5)),
                    agent == null || agent.equals("-") ? "" : agent));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static String withoutQuery(String target) {
        int end = target.indexOf('?');
        return end < 0 ? target : target.substring(0, end);
    }

    /**
     * Whether a page was shown: the client fetched it, or already had it in its cache.
     *
     * @return true for a GET with the status 2xx or 304
     */
    public boolean isPageRead() {
        return method.equals("GET") && (status >= OK && status < REDIRECT || status == NOT_MODIFIED);
    }
}
