package io.footfall.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the size of bodies before anything of them is read: 64 KiB, 1 MiB for batches of views and notifications to many, no limit for an
 * import, which is read as a stream. A body must say how long it is, except where there is no limit.
 */
@ApplicationScoped
class BodyLimits {

    private static final long DEFAULT_BYTES = 64 * 1024;
    private static final long BATCH_BYTES = 1024 * 1024;
    private static final long MOST_DISCARDED_BYTES = 64 * 1024 * 1024;
    private static final int BEFORE_EVERYTHING = 1_000;

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_EVERYTHING);
    }

    private void check(RoutingContext context) {
        String path = context.request().path();
        if (path != null && path.indexOf(';') >= 0) {
            refuse(context, 400, "Bad Request", "A path takes no ; parameters.");
            return;
        }
        long limit = limitOf(path);
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null
                && context.request().headers().contains(HttpHeaders.TRANSFER_ENCODING)
                && limit < Long.MAX_VALUE) {
            refuse(context, 411, "Length Required", "A body needs a Content-Length.");
        } else if (length != null && exceeds(length, limit)) {
            refuse(context, 413, "Content Too Large", "The body is over the limit of " + limit + " bytes.");
        } else {
            if (length == null || length.equals("0")) {
                // Clients that send nothing still name a type out of habit; without a body it means nothing.
                context.request().headers().remove(HttpHeaders.CONTENT_TYPE);
            }
            context.next();
        }
    }

    private static boolean exceeds(String length, long limit) {
        try {
            return Long.parseLong(length) > limit;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    private static long limitOf(String path) {
        return switch (path == null ? "" : path) {
            case "/api/views/import", "/api/views/import/" -> Long.MAX_VALUE;
            case "/api/views", "/api/views/", "/api/notifications", "/api/notifications/" -> BATCH_BYTES;
            default -> DEFAULT_BYTES;
        };
    }

    /** Answers at once, and reads past what the caller is still sending so that it gets to see the answer. */
    private static void refuse(RoutingContext context, int status, String title, String detail) {
        HttpServerRequest request = context.request();
        AtomicLong discarded = new AtomicLong();
        request.handler(buffer -> {
            if (discarded.addAndGet(buffer.length()) > MOST_DISCARDED_BYTES) {
                request.connection().close();
            }
        });
        request.resume();
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        Refusal.send(context, status, title, detail);
    }
}
