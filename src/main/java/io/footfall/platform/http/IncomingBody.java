package io.footfall.platform.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;

/** How much of a request's body came, may come, and is still to come. */
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
     * Reads a head.
     *
     * @throws RejectedRequestException where its body is too large already, or held back for something unknown
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
     * Counts bytes that came.
     *
     * @throws RejectedRequestException where they are more than the path takes
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

    /** The client was told to send what it holds back. */
    void isAskedFor() {
        isHeldBack = false;
    }

    /** Whether the rest is known to come, and to be no more than so many bytes. */
    boolean endsWithin(long bytes) {
        return !isHeldBack && remaining <= bytes;
    }
}
