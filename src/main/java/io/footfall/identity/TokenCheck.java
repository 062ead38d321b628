package io.footfall.identity;

import io.footfall.web.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a wrong token on every path, also where none is needed: a client with one that expired learns of it. A request
 * without a token passes at no cost.
 */
@ApplicationScoped
class TokenCheck {

    /** After Quarkus has prepared authentication (200). */
    private static final int AFTER_AUTHENTICATION = 150;

    void register(@Observes Filters filters) {
        filters.register(this::check, AFTER_AUTHENTICATION);
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
