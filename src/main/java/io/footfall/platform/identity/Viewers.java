package io.footfall.platform.identity;

import io.footfall.platform.web.Texts;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.time.Instant;

/** Determines the caller, the viewer and the client address of a request. */
@Singleton
public class Viewers {

    private static final int LONGEST_AGENT = 512;

    private static final String ADDRESS = Viewers.class.getName() + ".address";

    private final CurrentIdentityAssociation identity;
    private final TrustedProxies proxies;

    Viewers(CurrentIdentityAssociation identity, TrustedProxies proxies) {
        this.identity = identity;
        this.proxies = proxies;
    }

    /**
     * Whether a request carries no token. Then the caller is known without asynchronous work.
     *
     * @param request the request
     * @return true if {@link #callerOf} returns {@link Caller#ANONYMOUS}
     */
    public static boolean isAnonymous(HttpServerRequest request) {
        return !request.headers().contains(HttpHeaders.AUTHORIZATION);
    }

    /**
     * Whether a request was authenticated with the token of a service or of an operator. Does not start authentication.
     *
     * @param request the request
     * @return false also if the request has not been authenticated yet
     */
    public static boolean isService(RoutingContext request) {
        return request.user() instanceof QuarkusHttpUser user
                && user.getSecurityIdentity().hasRole(Roles.SERVICE);
    }

    /**
     * Returns the caller of a request. Costs nothing without an {@code Authorization} header.
     *
     * @param request the request
     * @return the caller; fails if the request has an invalid token
     */
    public Uni<Caller> callerOf(HttpServerRequest request) {
        if (isAnonymous(request)) {
            return Uni.createFrom().item(Caller.ANONYMOUS);
        }
        return identity.getDeferredIdentity()
                .map(found -> new Caller(
                        found.isAnonymous() ? "" : found.getPrincipal().getName(),
                        found.getRoles(),
                        found.<String>getAttribute(Tokens.CREDENTIAL),
                        expiryOf(found.getPrincipal())));
    }

    private static Instant expiryOf(Principal principal) {
        return principal instanceof Reader reader ? reader.expiresAt() : Instant.MAX;
    }

    /**
     * Returns the viewer of a request that does not name one: the signed-in reader, or else the address and the user
     * agent.
     *
     * @param caller the caller of the request
     * @param request the request
     * @return the viewer
     */
    public Viewer viewerOf(Caller caller, RoutingContext request) {
        return caller.isReader()
                ? Viewer.user(caller.name())
                : Viewer.anonymous(addressOf(request), userAgentOf(request.request()));
    }

    /**
     * Returns the client address of a request. The header that {@code FORWARDED_HEADER} names is used only if trusted
     * proxies wrote it. The address is computed once per request, because both the rate limit check and the view need
     * it.
     *
     * @param request the request
     * @return the address in the form of {@link AddressRange#canonical}; must not be stored or logged
     */
    public String addressOf(RoutingContext request) {
        String known = request.get(ADDRESS);
        if (known == null) {
            known = proxies.clientOf(request.request());
            request.put(ADDRESS, known);
        }
        return known;
    }

    /**
     * Returns the user agent of a request.
     *
     * @param request the request
     * @return the first 512 characters at most; empty if there is none
     */
    public static String userAgentOf(HttpServerRequest request) {
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        return agent == null ? "" : Texts.shorten(agent, LONGEST_AGENT);
    }
}
