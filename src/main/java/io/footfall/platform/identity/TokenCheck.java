package io.footfall.platform.identity;

import io.footfall.platform.web.Refusal;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.function.BiConsumer;

/**
 * A filter that refuses requests with an invalid token on all paths, including those that need no token, so that a
 * client learns that its token expired. A client that sends too many invalid tokens is refused before its token is
 * verified, see {@link WrongTokens}. A request without a token passes at no cost.
 */
@ApplicationScoped
class TokenCheck {

    /**
     * The priority of the Quarkus filter that prepares authentication. Filters of Quarkus run before these at the same
     * priority.
     */
    private static final int AUTHENTICATION = 200;

    private static final String RETRY_AFTER_SECONDS = "5";

    /** Runs after the authentication filters of Quarkus (priorities 200 and 199). */
    private static final int AFTER_AUTHENTICATION = 150;

    private static final int TOO_MANY_REQUESTS = 429;

    /**
     * The only paths that the cron trigger may call, even among those that need no token. Its secret is stored in
     * external schedulers.
     */
    private static final String FOR_CRON = "/api/cron/";

    private final WrongTokens wrongTokens;

    TokenCheck(WrongTokens wrongTokens) {
        this.wrongTokens = wrongTokens;
    }

    void register(@Observes Filters filters) {
        filters.register(this::refuseWhereAuthenticationFails, AUTHENTICATION);
        filters.register(this::check, AFTER_AUTHENTICATION);
    }

    /**
     * Installs the handler for failed authentication. The default handler of Quarkus is prepared by matching the path
     * of every request against all path templates; this one is not.
     */
    private void refuseWhereAuthenticationFails(RoutingContext context) {
        BiConsumer<RoutingContext, Throwable> refusal = this::refuse;
        context.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, refusal);
        context.next();
    }

    private void check(RoutingContext context) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            context.next();
        } else if (wrongTokens.isRefused(context, header)) {
            refuseUnverified(context);
        } else {
            QuarkusHttpUser.getSecurityIdentity(context, null)
                    .subscribe()
                    .with(identity -> goOn(context, header, identity), failure -> refuse(context, failure));
        }
    }

    private void goOn(RoutingContext context, String header, SecurityIdentity identity) {
        if (identity.hasRole(Roles.READER)) {
            wrongTokens.accepted(context, header);
        }
        if (identity.hasRole(Roles.CRON) && !context.normalizedPath().startsWith(FOR_CRON)) {
            Refusal.send(context, 403, "Forbidden", "This token triggers syncs, and nothing else.");
        } else {
            context.next();
        }
    }

    private void refuseUnverified(RoutingContext context) {
        wrongTokens.refused();
        long seconds = wrongTokens.retryAfterSeconds();
        context.response().putHeader("Retry-After", Long.toString(seconds));
        Refusal.send(
                context,
                TOO_MANY_REQUESTS,
                "Too Many Requests",
                "Too many wrong tokens came from this address; try again in " + seconds + " s.");
    }

    /**
     * Sends the refusal. If no authentication mechanism supports the form of the token, Quarkus has already sent a
     * response before it reports the failure.
     */
    private void refuse(RoutingContext context, Throwable failure) {
        if (context.response().headWritten()) {
            return;
        }
        if (failure instanceof KeysUnavailableException) {
            context.response().putHeader("Retry-After", RETRY_AFTER_SECONDS);
            Refusal.send(context, 503, "Service Unavailable", "This token cannot be verified now; try again.");
        } else {
            wrongTokens.rejected(context, context.request().getHeader(HttpHeaders.AUTHORIZATION), failure);
            Refusal.send(context, 401, "Unauthorized", "This takes a valid bearer token, or none.");
        }
    }
}
