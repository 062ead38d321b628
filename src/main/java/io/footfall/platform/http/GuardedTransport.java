package io.footfall.platform.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;

/**
 * The NIO transport of the JDK, which installs a {@link ConnectionGuard} on connections of HTTP servers. Vert.x has no
 * other hook that reaches a connection before its first request is read: Quarkus already uses the connection handler of
 * the server, and Vert.x calls that handler after the decoder is installed.
 */
final class GuardedTransport extends JDKTransport {

    private static final String VERTX_DECODER = "httpDecoder";
    private static final String VERTX_HANDLER = "handler";

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.handler(new Acceptor(HttpTimeouts.ofConfiguration()));
    }

    /** Handles each connection that a server accepts, before Vert.x handles it. */
    private static final class Acceptor extends ChannelInboundHandlerAdapter {

        private final HttpTimeouts timeouts;

        Acceptor(HttpTimeouts timeouts) {
            this.timeouts = timeouts;
        }

        @Override
        public void channelRead(ChannelHandlerContext server, Object connection) {
            ((Channel) connection).pipeline().addLast(new Installer(timeouts));
            server.fireChannelRead(connection);
        }
    }

    /**
     * Installs the guard when the channel becomes active. By then Vert.x has set up the pipeline. A pipeline without an
     * HTTP decoder stays unchanged.
     */
    private static final class Installer extends ChannelInboundHandlerAdapter {

        private final HttpTimeouts timeouts;

        Installer(HttpTimeouts timeouts) {
            this.timeouts = timeouts;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            ChannelPipeline pipeline = context.pipeline();
            if (pipeline.get(VERTX_DECODER) != null && pipeline.get(VERTX_HANDLER) != null) {
                RequestDecoder decoder = new RequestDecoder();
                pipeline.replace(VERTX_DECODER, VERTX_DECODER, decoder);
                pipeline.addBefore(VERTX_HANDLER, "guard", new ConnectionGuard(decoder, timeouts));
            }
            context.fireChannelActive();
            pipeline.remove(this);
        }
    }
}
