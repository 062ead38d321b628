package io.footfall.platform.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/**
 * The channel handler that guards one HTTP connection.
 *
 * <ul>
 *   <li>A request that is malformed, too large or too slow gets a problem as its response. The response waits for the
 *       responses of earlier requests. Then the connection closes.
 *   <li>If a request is answered while its body is still arriving (401, 404, ...), the rest of the body is drained if
 *       it is known to be short. Otherwise the response says {@code Connection: close}. An unread body would block the
 *       connection or be parsed as the next request.
 *   <li>After a response with {@code Connection: close}, the connection closes once the client has received the
 *       response. Closing a connection with unread bytes resets it, and the client loses the response.
 *   <li>The number of pipelined requests without a response is bounded.
 * </ul>
 *
 * <p>All methods run on the event loop of the connection.
 */
final class ConnectionGuard extends ChannelDuplexHandler {

    /**
     * Maximum number of remaining body bytes that are drained to keep a connection open. Up to this size, draining
     * costs less than a new connection.
     */
    private static final long LONGEST_DRAIN = 64 * 1024;

    /**
     * Maximum number of bytes that are read and discarded after the last response of a connection. They are read so
     * that a client which still sends a body that is too large receives the response.
     */
    private static final long LONGEST_LINGER = 64 * 1024 * 1024;

    /** Maximum time for which the connection stays open after its last response. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);
    /**
     * Maximum number of pipelined requests without a response. Above it, reading pauses until half of this number is
     * left.
     */
    private static final int MOST_REQUESTS_AHEAD = 64;
    /** Path in a problem if the request target is unknown. */
    private static final String WHOLE_SERVER = "/";

    private final RequestDecoder decoder;
    private final HttpTimeouts timeouts;
    private final Exchanges exchanges = new Exchanges();

    private ConnectionTimer timer;
    private IncomingBody body;
    private long discardedBytes;
    private boolean closesAfterAnswer;
    private boolean isClosing;
    private boolean isReadSuppressed;
    private RejectedRequestException rejection;

    /** The request that was rejected; null if its head could not be parsed. */
    private HttpRequest rejected;

    ConnectionGuard(RequestDecoder decoder, HttpTimeouts timeouts) {
        this.decoder = decoder;
        this.timeouts = timeouts;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer = new ConnectionTimer(
                context.executor(),
                new Deadline(timeouts, LINGER_NANOS),
                () -> !exchanges.isUnreadBodyAnswered()
                        && !context.channel().config().isAutoRead(),
                () -> timeOut(context));
        timer.begin(Deadline.Phase.IDLE);
        timer.schedule();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        timer.stop();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isClosing || rejection != null) {
            discard(context, message);
        } else if (message instanceof HttpRequest head) {
            readHead(context, head);
        } else if (message instanceof HttpContent content && exchanges.isBodyOpen()) {
            readContent(context, content);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void readHead(ChannelHandlerContext context, HttpRequest head) {
        if (head.decoderResult().isFailure()) {
            reject(context, null, ProblemResponse.reasonOf(head.decoderResult().cause()));
            return;
        }
        try {
            body = IncomingBody.of(head);
        } catch (RejectedRequestException e) {
            reject(context, head, e);
            return;
        }
        exchanges.requestBegins();
        if (body.isEmpty()) {
            exchanges.requestEnds();
        }
        timer.begin(body.isEmpty() ? Deadline.Phase.ANSWER : Deadline.Phase.BODY);
        context.fireChannelRead(head);
    }

    private void readContent(ChannelHandlerContext context, HttpContent content) {
        int bytes = content.content().readableBytes();
        try {
            if (content.decoderResult().isFailure()) {
                throw ProblemResponse.reasonOf(content.decoderResult().cause());
            }
            body.receive(bytes);
        } catch (RejectedRequestException e) {
            content.release();
            reject(context, body.request(), e);
            return;
        }
        boolean isUnread = exchanges.isUnreadBodyAnswered();
        boolean isLast = content instanceof LastHttpContent;
        if (isLast) {
            exchanges.requestEnds();
            timer.begin(Deadline.Phase.ANSWER);
        } else {
            timer.bodyProgressed(bytes);
        }
        if (!isUnread) {
            context.fireChannelRead(content);
        } else {
            content.release();
            if (isLast) {
                waitForNextRequest(context);
                context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (decoder.isHeadPartial() && timer.phase() == Deadline.Phase.IDLE) {
            timer.begin(Deadline.Phase.HEAD);
        }
        timer.schedule();
        if (exchanges.outstanding() > MOST_REQUESTS_AHEAD) {
            isReadSuppressed = true;
            context.channel().config().setAutoRead(false);
        }
        context.fireChannelReadComplete();
        readOn(context);
    }

    /** Continues to read a body that is discarded, even if Vert.x has paused reading. */
    private void readOn(ChannelHandlerContext context) {
        if ((isClosing || exchanges.isUnreadBodyAnswered())
                && !context.channel().config().isAutoRead()) {
            context.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (isClosing) {
            ReferenceCountUtil.release(message);
            if (!promise.isVoid()) {
                promise.tryFailure(new ClosedChannelException());
            }
            return;
        }
        if (message instanceof HttpResponse answer) {
            if (answer.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                body.isAskedFor();
                context.write(message, promise);
                return;
            }
            exchanges.answerBegins();
            decideOnClosing(answer.headers());
        }
        context.write(message, promise);
        if (message instanceof LastHttpContent) {
            endAnswer(context);
        }
    }

    /**
     * Resumes automatic reading. Vert.x pauses reading while a body waits for its handler, and resumes when the handler
     * reads it. No handler reads the body of a request that is already answered.
     */
    private void waitForNextRequest(ChannelHandlerContext context) {
        timer.begin(Deadline.Phase.IDLE);
        if (!context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void decideOnClosing(HttpHeaders headers) {
        if (exchanges.isAnsweringOpenRequest() && !body.endsWithin(LONGEST_DRAIN)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        closesAfterAnswer = headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
    }

    private void endAnswer(ChannelHandlerContext context) {
        exchanges.answerEnds();
        if (closesAfterAnswer) {
            closeGently(context);
        } else if (rejection != null) {
            answerRejection(context);
        } else if (exchanges.isUnreadBodyAnswered()) {
            stopDecodingContent(context);
            timer.begin(Deadline.Phase.BODY);
            timer.schedule();
            readOn(context);
        } else if (exchanges.outstanding() == 0) {
            waitForNextRequest(context);
        }
        if (isReadSuppressed && exchanges.outstanding() <= MOST_REQUESTS_AHEAD / 2) {
            isReadSuppressed = false;
            context.channel().config().setAutoRead(true);
        }
    }

    /** Rejects a request. {@code about} is null if the head could not be parsed. */
    private void reject(ChannelHandlerContext context, HttpRequest about, RejectedRequestException why) {
        rejection = why;
        rejected = about;
        stopDecodingContent(context);
        answerRejection(context);
    }

    /**
     * Sends the rejection, once the responses of earlier requests are sent. Closes the connection without it if the
     * response of the rejected request has already begun.
     */
    private void answerRejection(ChannelHandlerContext context) {
        if (exchanges.isAnsweringOpenRequest()) {
            context.close();
        } else if (exchanges.isTurnOfOpenRequest() || exchanges.isTurnOfNextRequest()) {
            context.write(ProblemResponse.of(
                    rejection, rejected == null ? decoder.method() : rejected.method(), pathOf(rejected)));
            closeGently(context);
        }
    }

    private static String pathOf(HttpRequest about) {
        return about == null ? WHOLE_SERVER : RequestTarget.pathOf(about.uri());
    }

    private void closeGently(ChannelHandlerContext context) {
        isClosing = true;
        boolean isMoreToCome = exchanges.isBodyOpen() || rejection != null;
        stopDecodingContent(context);
        timer.begin(Deadline.Phase.CLOSE);
        timer.schedule();
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) sent -> {
            if (isMoreToCome && sent.isSuccess() && sent.channel() instanceof SocketChannel socket) {
                socket.shutdownOutput();
                readOn(context);
            } else {
                context.close();
            }
        });
    }

    private void discard(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpContent content) {
            discardedBytes += content.content().readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (discardedBytes > LONGEST_LINGER) {
            context.close();
        }
    }

    private static void stopDecodingContent(ChannelHandlerContext context) {
        if (context.pipeline().get(ContentDecoder.NAME) != null) {
            context.pipeline().remove(ContentDecoder.NAME);
        }
    }

    private void timeOut(ChannelHandlerContext context) {
        switch (timer.phase()) {
            case HEAD -> reject(context, null, RejectedRequestException.timedOut("head"));
            case BODY -> {
                if (exchanges.isUnreadBodyAnswered()) {
                    context.close();
                } else {
                    reject(context, body.request(), RejectedRequestException.timedOut("body"));
                }
            }
            default -> context.close();
        }
    }
}
