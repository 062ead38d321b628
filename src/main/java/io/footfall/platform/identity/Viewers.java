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

/** Tells who is behind a request. */
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
     * Whether a request carries no token, as most do: who calls is known then without waiting.
     *
     * @param request the request
     * @return whether {@link #callerOf} answers {@link Caller#ANONYMOUS}
     */
    public static boolean isAnonymous(HttpServerRequest request) {
        return !request.headers().contains(HttpHeaders.AUTHORIZATION);
    }

    /**
     * Whether a request carries a token of a service or of an operator, which was looked at before the request came here.
     *
     * @param request the request
     * @return false also where nobody looked
     */
    public static boolean isService(RoutingContext request) {
        return request.user() instanceof QuarkusHttpUser user
                && user.getSecurityIdentity().hasRole(Roles.SERVICE);
    }

    /**
     * Tells who is calling. Without an {@code Authorization} header that costs nothing.
     *
     * @param request the request
     * @return the caller; fails where a token was sent that is not valid
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
     * The viewer that a request comes from when it names none: the signed-in reader, or address and user agent.
     *
     * @param caller who calls
     * @param request the request
     * @return the viewer
     */
    public Viewer viewerOf(Caller caller, RoutingContext request) {
        return caller.isReader()
                ? Viewer.user(caller.name())
                : Viewer.anonymous(addressOf(request), userAgentOf(request.request()));
    }

    /**
     * The address that a request comes from, as far as it can be trusted: the header that {@code FORWARDED_HEADER} names counts, from trusted proxies alone. Found out
     * once for each request, which both its rate limit and its view ask for.
     *
     * @param request the request
     * @return the address in its one form; not to be stored or logged
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
     * The user agent of a request.
     *
     * @param request the request
     * @return at most its first 512 characters, empty where there is none
     */
    public static String userAgentOf(HttpServerRequest request) {
        String agent = request.getHeader(HttpHeaders.USER_AGENT);
        return agent == null ? "" : Texts.shorten(agent, LONGEST_AGENT);
    }
}
