package io.footfall.platform.http;

import io.footfall.platform.web.Problem;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;

/** The last response of a connection. It reports why a request is rejected. */
final class ProblemResponse {

    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    private ProblemResponse() {}

    /**
     * Creates the response.
     *
     * @param why why the request is rejected
     * @param method method of the request; null if it is unknown
     * @param path path of the request
     */
    static FullHttpResponse of(RejectedRequestException why, HttpMethod method, String path) {
        byte[] json = JsonObject.mapFrom(Problem.of(why.status(), why.title(), why.getMessage(), path))
                .encode()
                .getBytes(StandardCharsets.UTF_8);
        ByteBuf body = HttpMethod.HEAD.equals(method) ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(json);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(why.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, json.length)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (why.status() == UNSUPPORTED_MEDIA_TYPE) {
            response.headers().set(HttpHeaderNames.ACCEPT_ENCODING, HttpHeaderValues.GZIP);
        }
        return response;
    }

    /** Returns the rejection for a failure of the decoder. Messages of Netty are not sent to clients. */
    static RejectedRequestException reasonOf(Throwable failure) {
        if (failure instanceof RejectedRequestException known) {
            return known;
        }
        if (failure instanceof TooLongHttpLineException) {
            return RejectedRequestException.targetTooLong(RequestDecoder.LONGEST_LINE);
        }
        if (failure instanceof TooLongHttpHeaderException) {
            return RejectedRequestException.headersTooLarge(RequestDecoder.LARGEST_HEADERS);
        }
        return RejectedRequestException.badRequest("This is not HTTP as it is written.");
    }
}
