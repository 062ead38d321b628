package io.footfall.http;

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
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;

/**
 * Guards one connection.
 *
 * <ul>
 *   <li>A request that was not read as it should be, is too large or too slow is answered with a problem, in its turn, and the connection ends.
 *   <li>A body that is still coming when its request is answered (401, 404, ...) is read past, where it is known to be short, or the answer
 *       says {@code Connection: close}. Left where it is, it would stop the connection, or be taken for the next request.
 *   <li>An answer that says {@code Connection: close} closes, once the client has taken it: closing while bytes are unread resets the
 *       connection, and the answer is lost.
 *   <li>Requests that are sent ahead of their answers are bounded.
 * </ul>
 */
final class ConnectionGuard extends ChannelDuplexHandler {

    /** An unread body up to here is read past: less than what a new connection costs. */
    private static final long LONGEST_DRAIN = 64 * 1024;

    /** How much of a body that is too large is read, so that its sender gets to see the answer. */
    private static final long LONGEST_LINGER = 64 * 1024 * 1024;

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int MOST_REQUESTS_AHEAD = 64;
    private static final String WHOLE_SERVER = "/";

    private final RequestDecoder decoder;
    private final Exchanges exchanges = new Exchanges();
    private final Deadline deadline;

    private ScheduledFuture<?> timer;
    private HttpRequest request;
    private HttpRequest rejected;
    private long bodyLimit;
    private long bodyBytes;
    private long bytesToCome;
    private boolean expectsContinue;
    private boolean closesAfterAnswer;
    private boolean isClosing;
    private boolean isReadSuppressed;
    private RejectedRequestException rejection;

    ConnectionGuard(RequestDecoder decoder, HttpTimeouts timeouts) {
        this.decoder = decoder;
        this.deadline = new Deadline(timeouts, LINGER_NANOS);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        deadline.begin(Deadline.Phase.IDLE, System.nanoTime());
        watch(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isClosing || rejection != null) {
            discard(context, message);
        } else if (message instanceof HttpRequest head) {
            readHead(context, head);
        } else if (message instanceof HttpContent content) {
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
        HttpHeaders headers = head.headers();
        request = head;
        bodyBytes = 0;
        bodyLimit = BodyLimit.of(RequestTarget.pathOf(head.uri()));
        bytesToCome = HttpUtil.isTransferEncodingChunked(head) ? Long.MAX_VALUE : HttpUtil.getContentLength(head, 0L);
        if (bytesToCome != Long.MAX_VALUE && bytesToCome > bodyLimit) {
            reject(context, request, RejectedRequestException.bodyTooLarge(bodyLimit));
            return;
        }
        String expectation = headers.get(HttpHeaderNames.EXPECT);
        expectsContinue = expectation != null;
        if (expectsContinue && !HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(expectation)) {
            reject(context, head, RejectedRequestException.unknownExpectation());
            return;
        }
        exchanges.requestBegins();
        if (bytesToCome == 0) {
            exchanges.requestEnds();
            deadline.begin(Deadline.Phase.ANSWER, 0);
        } else {
            deadline.begin(Deadline.Phase.BODY, System.nanoTime());
        }
        context.fireChannelRead(head);
    }

    private void readContent(ChannelHandlerContext context, HttpContent content) {
        if (content.decoderResult().isFailure()) {
            content.release();
            reject(
                    context,
                    request,
                    ProblemResponse.reasonOf(content.decoderResult().cause()));
            return;
        }
        if (!exchanges.isBodyOpen()) {
            context.fireChannelRead(content);
            return;
        }
        int bytes = content.content().readableBytes();
        boolean isLast = content instanceof LastHttpContent;
        bodyBytes += bytes;
        if (bytesToCome != Long.MAX_VALUE) {
            bytesToCome -= bytes;
        }
        boolean isUnread = exchanges.isUnreadBodyAnswered();
        if (bodyBytes > (isUnread ? LONGEST_DRAIN : bodyLimit)) {
            content.release();
            reject(context, request, RejectedRequestException.bodyTooLarge(bodyLimit));
            return;
        }
        if (isLast) {
            exchanges.requestEnds();
            deadline.begin(Deadline.Phase.ANSWER, 0);
        } else {
            deadline.bodyProgressed(bytes, System.nanoTime());
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
        if (decoder.isHeadPartial() && deadline.phase() == Deadline.Phase.IDLE) {
            deadline.begin(Deadline.Phase.HEAD, System.nanoTime());
        }
        if (deadline.isRunning()) {
            watch(context);
        }
        if (exchanges.outstanding() > MOST_REQUESTS_AHEAD) {
            isReadSuppressed = true;
            context.channel().config().setAutoRead(false);
        }
        context.fireChannelReadComplete();
        readOn(context);
    }

    /** What nobody waits for is read past even where the service does not read. */
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
                expectsContinue = false;
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

    /** Vert.x stops reading while a body waits to be read, and goes on when it is; nobody reads that of a request that is answered. */
    private void waitForNextRequest(ChannelHandlerContext context) {
        deadline.begin(Deadline.Phase.IDLE, System.nanoTime());
        if (!context.channel().config().isAutoRead()) {
            context.channel().config().setAutoRead(true);
        }
    }

    private void decideOnClosing(HttpHeaders headers) {
        boolean isLeftUnread = exchanges.isAnsweringOpenRequest() && (expectsContinue || bytesToCome > LONGEST_DRAIN);
        if (isLeftUnread) {
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
            bodyBytes = 0;
            deadline.begin(Deadline.Phase.BODY, System.nanoTime());
            watch(context);
            readOn(context);
        } else if (exchanges.outstanding() == 0) {
            waitForNextRequest(context);
        }
        if (isReadSuppressed && exchanges.outstanding() <= MOST_REQUESTS_AHEAD / 2) {
            isReadSuppressed = false;
            context.channel().config().setAutoRead(true);
        }
    }

    /** About a request, or about what could not be read as one. */
    private void reject(ChannelHandlerContext context, HttpRequest about, RejectedRequestException why) {
        rejection = why;
        rejected = about;
        stopDecodingContent(context);
        answerRejection(context);
    }

    /** Answers of requests that came before go first. */
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
        deadline.begin(Deadline.Phase.CLOSE, System.nanoTime());
        watch(context);
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
            bodyBytes += content.content().readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (bodyBytes > LONGEST_LINGER) {
            context.close();
        }
    }

    private static void stopDecodingContent(ChannelHandlerContext context) {
        if (context.pipeline().get(ContentDecoder.NAME) != null) {
            context.pipeline().remove(ContentDecoder.NAME);
        }
    }

    private void watch(ChannelHandlerContext context) {
        long nanos = Math.max(0, deadline.remaining(System.nanoTime()));
        if (timer != null && !timer.isDone() && timer.getDelay(TimeUnit.NANOSECONDS) <= nanos) {
            return;
        }
        if (timer != null) {
            timer.cancel(false);
        }
        timer = context.executor().schedule(() -> check(context), nanos, TimeUnit.NANOSECONDS);
    }

    private void check(ChannelHandlerContext context) {
        timer = null;
        if (!deadline.isRunning() || !context.channel().isActive()) {
            return;
        }
        long now = System.nanoTime();
        if (deadline.remaining(now) > 0) {
            watch(context);
        } else if (deadline.phase() == Deadline.Phase.BODY
                && !exchanges.isUnreadBodyAnswered()
                && !context.channel().config().isAutoRead()) {
            deadline.restart(now);
            watch(context);
        } else {
            timeOut(context);
        }
    }

    private void timeOut(ChannelHandlerContext context) {
        switch (deadline.phase()) {
            case HEAD -> reject(context, null, RejectedRequestException.timedOut("head"));
            case BODY -> {
                if (exchanges.isUnreadBodyAnswered()) {
                    context.close();
                } else {
                    reject(context, request, RejectedRequestException.timedOut("body"));
                }
            }
            default -> context.close();
        }
    }
}
