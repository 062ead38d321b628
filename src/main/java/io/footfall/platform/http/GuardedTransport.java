package io.footfall.platform.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;

/**
 * Java's own transport, whose HTTP servers guard their connections. Vert.x offers no other place to reach a connection before its
 * first request is read: its connection handler is Quarkus's, and is called when the decoder is already there.
 */
final class GuardedTransport extends JDKTransport {

    private static final String VERTX_DECODER = "httpDecoder";
    private static final String VERTX_HANDLER = "handler";

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.handler(new Acceptor(HttpTimeouts.ofConfiguration()));
    }

    /** Sees each connection that a server accepts, before Vert.x does. */
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

    /** Waits until Vert.x has set up the pipeline, which is before the connection is active. */
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
