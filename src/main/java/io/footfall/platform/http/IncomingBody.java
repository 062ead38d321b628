package io.footfall.platform.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/** The progress of one request body: the bytes received, the limit, and the bytes that remain. */
final class IncomingBody {

    private static final long UNKNOWN = Long.MAX_VALUE;

    private final HttpRequest request;
    private final long limit;
    private long received;
    private long remaining;
    private boolean isHeldBack;

    private IncomingBody(HttpRequest request, long limit, long remaining, boolean isHeldBack) {
        this.request = request;
        this.limit = limit;
        this.remaining = remaining;
        this.isHeldBack = isHeldBack;
    }

    /**
     * Reads the head of a request.
     *
     * @throws RejectedRequestException if the announced length is over the limit, or the {@code Expect} header is
     *     unknown
     */
    static IncomingBody of(HttpRequest request) {
        long limit = BodyLimit.of(RequestTarget.pathOf(request.uri()));
        long remaining = HttpUtil.isTransferEncodingChunked(request) ? UNKNOWN : HttpUtil.getContentLength(request, 0L);
        if (remaining != UNKNOWN && remaining > limit) {
            throw RejectedRequestException.bodyTooLarge(limit);
        }
        String expectation = request.headers().get(HttpHeaderNames.EXPECT);
        if (expectation != null && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
            throw RejectedRequestException.unknownExpectation();
        }
        return new IncomingBody(request, limit, remaining, expectation != null);
    }

    HttpRequest request() {
        return request;
    }

    boolean isEmpty() {
        return received == 0 && remaining == 0;
    }

    /**
     * Counts received bytes.
     *
     * @throws RejectedRequestException if the body is over the limit of the path
     */
    void receive(int bytes) {
        received += bytes;
        if (remaining != UNKNOWN) {
            remaining -= bytes;
        }
        if (received > limit) {
            throw RejectedRequestException.bodyTooLarge(limit);
        }
    }

    /** Records that {@code 100 Continue} was sent, so that the client sends its body. */
    void isAskedFor() {
        isHeldBack = false;
    }

    /**
     * Whether the client sends the rest of the body without {@code 100 Continue}, and the rest is known to be at most
     * {@code bytes} long.
     */
    boolean endsWithin(long bytes) {
        return !isHeldBack && remaining <= bytes;
    }
}
