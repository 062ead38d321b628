package io.footfall.platform.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.zip.ZipException;

/**
 * Decompresses bodies with {@code Content-Encoding: gzip}. A decompressed body is passed on as a chunked body, because
 * its length is unknown.
 */
final class ContentDecoder extends ChannelInboundHandlerAdapter {

    static final String NAME = "contentDecoder";

    private static final String GZIP = "gzip";
    private static final String GZIP_TOO = "x-gzip";

    private GzipReader reader;

    static boolean isSupported(String coding) {
        return coding.equalsIgnoreCase(GZIP) || coding.equalsIgnoreCase(GZIP_TOO);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            begin(request);
        }
        if (reader != null && message instanceof HttpContent content) {
            decode(context, content);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void begin(HttpRequest request) {
        close();
        HttpHeaders headers = request.headers();
        if (request.decoderResult().isSuccess() && headers.contains(HttpHeaderNames.CONTENT_ENCODING)) {
            reader = new GzipReader();
            headers.remove(HttpHeaderNames.CONTENT_ENCODING);
            if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
                headers.remove(HttpHeaderNames.CONTENT_LENGTH);
                headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
            }
        }
    }

    private void decode(ChannelHandlerContext context, HttpContent content) {
        if (!content.decoderResult().isSuccess()) {
            context.fireChannelRead(content);
            return;
        }
        try {
            byte[] bytes = bytesOf(content.content());
            reader.read(
                    bytes,
                    0,
                    bytes.length,
                    inflated -> context.fireChannelRead(new DefaultHttpContent(Unpooled.wrappedBuffer(inflated))));
            if (reader != null && content instanceof LastHttpContent) {
                // The reader is null if the consumer removed this handler meanwhile. Zero bytes are accepted as an
                // empty body although they are not valid gzip, because clients set the header also for empty bodies.
                if (!reader.isWhole()) {
                    throw new ZipException("not whole");
                }
                close();
                context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        } catch (ZipException e) {
            close();
            LastHttpContent broken = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            broken.setDecoderResult(
                    DecoderResult.failure(RejectedRequestException.badRequest("The body is not gzip, or not whole.")));
            context.fireChannelRead(broken);
        } finally {
            content.release();
        }
    }

    private static byte[] bytesOf(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        return bytes;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        close();
    }

    private void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
