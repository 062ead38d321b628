package io.footfall.platform.http;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.VertxServiceProvider;

/** Has Vert.x put a {@link ConnectionGuard} on each connection that an HTTP server accepts. Found by Vert.x under {@code META-INF/services}. */
public final class ConnectionSetup implements VertxServiceProvider {

    /** For Vert.x. */
    public ConnectionSetup() {}

    @Override
    public void init(VertxBuilder builder) {
        builder.findTransport(new GuardedTransport());
    }
}
