package io.footfall.capability.ratelimit;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/**
 * Writes a decision into the headers of a response: the usual {@code X-RateLimit-*}, and the structured fields of the
 * IETF draft (draft-ietf-httpapi-ratelimit-headers-10).
 */
final class RateLimitHeaders {

    private static final CharSequence LIMIT = HttpHeaders.createOptimized("X-RateLimit-Limit");
    private static final CharSequence REMAINING = HttpHeaders.createOptimized("X-RateLimit-Remaining");
    private static final CharSequence RESET = HttpHeaders.createOptimized("X-RateLimit-Reset");
    private static final CharSequence IETF_POLICY = HttpHeaders.createOptimized("RateLimit-Policy");
    private static final CharSequence IETF = HttpHeaders.createOptimized("RateLimit");

    private RateLimitHeaders() {}

    static void write(Policy policy, Decision decision, HttpServerResponse response) {
        response.putHeader(LIMIT, Long.toString(decision.limit()))
                .putHeader(REMAINING, Long.toString(decision.remaining()))
                .putHeader(RESET, Long.toString(decision.resetAtSeconds()))
                .putHeader(IETF_POLICY, policy.asItem(decision.limit()))
                .putHeader(IETF, policy.quoted() + ";r=" + decision.remaining() + ";t=" + decision.secondsToReset());
    }
}
