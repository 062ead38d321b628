package io.footfall.identity;

import io.footfall.web.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.BiConsumer;

/**
 * Refuses a wrong token on every path, also where none is needed: a client with one that expired learns of it. A request
 * without a token passes at no cost.
 */
@ApplicationScoped
class TokenCheck {

    /** Where Quarkus prepares authentication; it asks its own filters first. */
    private static final int AUTHENTICATION = 200;

    /** After what Quarkus does one step later. */
    private static final int AFTER_AUTHENTICATION = 150;

    void register(@Observes Filters filters) {
        filters.register(this::refuseWhereAuthenticationFails, AUTHENTICATION);
        filters.register(this::check, AFTER_AUTHENTICATION);
    }

    /**
     * Instead of a handler for which Quarkus would match the path of each request against all templates, in case that its
     * authentication fails.
     */
    private void refuseWhereAuthenticationFails(RoutingContext context) {
        BiConsumer<RoutingContext, Throwable> refusal = (refused, failure) -> refuse(refused);
        context.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, refusal);
        context.next();
    }

    private void check(RoutingContext context) {
        if (context.request().headers().contains(HttpHeaders.AUTHORIZATION)) {
            QuarkusHttpUser.getSecurityIdentity(context, null)
                    .subscribe()
                    .with(identity -> context.next(), failure -> refuse(context));
        } else {
            context.next();
        }
    }

    /** Tokens of a form that no mechanism takes are refused by Quarkus, before it tells of them. */
    private static void refuse(RoutingContext context) {
        if (!context.response().headWritten()) {
            Refusal.send(context, 401, "Unauthorized", "This takes a valid bearer token, or none.");
        }
    }
}
