package io.footfall.platform.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.impl.headers.HeadersMultiMap;
import java.util.List;

/**
 * A strict decoder of HTTP/1 requests (RFC 9112). It rejects every request that two servers on the route could parse
 * differently, because bytes that one server takes for a body could be the next request for the other (request
 * smuggling). As usual in Netty, a rejection is a message whose decoder result is a failure.
 */
final class RequestDecoder extends HttpRequestDecoder {

    /**
     * Maximum length of the request line, in bytes. This limit and {@link #LARGEST_HEADERS} are what nginx and other
     * servers allow by default.
     */
    static final int LONGEST_LINE = 32 * 1024;

    /** Maximum total size of all headers, in bytes. */
    static final int LARGEST_HEADERS = 16 * 1024;

    private static final String IDENTITY = "identity";

    private String lastHost;
    private HttpMethod method;
    private String authority;
    private boolean isHeadPartial;
    private boolean isInBody;

    RequestDecoder() {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LARGEST_HEADERS)
                .setMaxChunkSize(8 * 1024));
    }

    /**
     * Returns the method of the current request, even if the rest of that request could not be parsed; null if it is
     * unknown.
     */
    HttpMethod method() {
        return method;
    }

    /** Whether the decoder has read a part of a request head, but not its end. */
    boolean isHeadPartial() {
        return isHeadPartial;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> messages) throws Exception {
        int before = messages.size();
        int readable = bytes.readableBytes();
        super.decode(context, bytes, messages);
        if (messages.size() > before) {
            follow(context, messages.subList(before, messages.size()));
        } else if (!isInBody && bytes.readableBytes() < readable) {
            isHeadPartial = true;
        }
    }

    private void follow(ChannelHandlerContext context, List<Object> messages) {
        for (Object message : messages) {
            if (message instanceof HttpRequest request) {
                isHeadPartial = false;
                isInBody = true;
                decodeContent(context, request.headers());
            }
            // A request that could not be parsed is one message, which is both an HttpRequest and an HttpContent.
            if (message instanceof HttpContent && !(message instanceof HttpRequest)) {
                isInBody = !(message instanceof LastHttpContent);
                method = isInBody ? method : null;
            }
        }
    }

    /**
     * Installs the decompressor for the first compressed body of a connection. Most connections never send such a body,
     * and do not pay for the handler.
     */
    private void decodeContent(ChannelHandlerContext context, HttpHeaders headers) {
        if (headers.contains(HttpHeaderNames.CONTENT_ENCODING)
                && context.pipeline().get(ContentDecoder.NAME) == null) {
            context.pipeline().addAfter(context.name(), ContentDecoder.NAME, new ContentDecoder());
        }
    }

    @Override
    protected HttpMessage createMessage(String[] requestLine) {
        method = methodOf(requestLine[0]);
        HttpVersion version = versionOf(requestLine[2]);
        RequestTarget target = RequestTarget.parse(requestLine[1]);
        authority = target.authority();
        return new DefaultHttpRequest(version, method, target.value(), HeadersMultiMap.httpHeaders());
    }

    private static HttpVersion versionOf(String text) {
        return switch (text) {
            case "HTTP/1.1" -> HttpVersion.HTTP_1_1;
            case "HTTP/1.0" -> HttpVersion.HTTP_1_0;
            default ->
                throw RejectedRequestException.badRequest("The request line names no version from HTTP/1.0 to 1.1.");
        };
    }

    private static HttpMethod methodOf(String text) {
        try {
            return HttpMethod.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw RejectedRequestException.badRequest("The request line names no method.");
        }
    }

    /**
     * Validates the headers. Netty calls this method when all headers of a request are read, inside the block in which
     * an exception makes the message invalid.
     */
    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        HttpHeaders headers = message.headers();
        checkHost(message, headers);
        checkLength(message, headers);
        checkCoding(headers);
        return false;
    }

    private void checkHost(HttpMessage message, HttpHeaders headers) {
        String host = headers.get(HttpHeaderNames.HOST);
        if (host == null) {
            if (message.protocolVersion() == HttpVersion.HTTP_1_1) {
                throw RejectedRequestException.badRequest("HTTP/1.1 takes a Host header.");
            }
        } else if (!host.equals(lastHost)) {
            if (!HostHeader.isValid(host)) {
                throw RejectedRequestException.badRequest("The Host header names no host.");
            }
            lastHost = host;
        }
        if (headers.getAll(HttpHeaderNames.HOST).size() > 1) {
            throw RejectedRequestException.badRequest("There are two Host headers.");
        }
        if (authority != null) {
            if (!HostHeader.isValid(authority)) {
                throw RejectedRequestException.badRequest("The target of the request names no host.");
            }
            headers.set(HttpHeaderNames.HOST, authority);
            authority = null;
        }
    }

    private static void checkLength(HttpMessage message, HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
        boolean hasLength = headers.contains(HttpHeaderNames.CONTENT_LENGTH);
        if (codings.isEmpty()) {
            if (!hasLength || headers.get(HttpHeaderNames.CONTENT_LENGTH).equals("0")) {
                // Some clients set a content type without a body, where it has no meaning.
                headers.remove(HttpHeaderNames.CONTENT_TYPE);
            }
            return;
        }
        if (hasLength) {
            throw RejectedRequestException.badRequest("A body has a Content-Length or a Transfer-Encoding, not both.");
        }
        if (message.protocolVersion() != HttpVersion.HTTP_1_1) {
            throw RejectedRequestException.badRequest("HTTP/1.0 has no Transfer-Encoding.");
        }
        if (codings.size() > 1 || !HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0))) {
            throw RejectedRequestException.badRequest("Transfer-Encoding takes chunked alone.");
        }
    }

    private static void checkCoding(HttpHeaders headers) {
        List<String> codings = headers.getAll(HttpHeaderNames.CONTENT_ENCODING);
        if (codings.isEmpty()) {
            return;
        }
        if (codings.size() == 1 && codings.get(0).equalsIgnoreCase(IDENTITY)) {
            headers.remove(HttpHeaderNames.CONTENT_ENCODING);
        } else if (codings.size() > 1 || !ContentDecoder.isSupported(codings.get(0))) {
            throw RejectedRequestException.unknownCoding();
        }
    }
}
