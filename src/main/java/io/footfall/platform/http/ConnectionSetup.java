package io.footfall.platform.http;

import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Makes Vert.x install a {@link ConnectionGuard} on each connection that an HTTP server accepts. Vert.x finds this
 * class under {@code META-INF/services}.
 */
public final class ConnectionSetup implements VertxServiceProvider {

    /** For Vert.x. */
    public ConnectionSetup() {}

    @Override
    public void init(VertxBuilder builder) {
        builder.findTransport(new GuardedTransport());
    }
}
