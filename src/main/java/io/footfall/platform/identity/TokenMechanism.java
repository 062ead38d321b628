package io.footfall.platform.identity;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.List;
import java.util.Set;

/**
 * Authenticates bearer tokens: first the static tokens of services, operators and the cron trigger, then JWTs of
 * signed-in readers. Any other {@code Authorization} header is an authentication failure, not an anonymous reader.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class TokenMechanism implements HttpAuthenticationMechanism {

    private static final String BEARER = "Bearer ";

    private final Tokens tokens;
    private final JwtVerifier readers;

    TokenMechanism(Tokens tokens, JwtVerifier readers) {
        this.tokens = tokens;
        this.readers = readers;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        List<String> headers = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        String header = headers.get(0);
        if (headers.size() > 1 || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Uni.createFrom().failure(new AuthenticationFailedException("not one bearer token"));
        }
        String token = header.substring(BEARER.length()).trim();
        return tokens.holderOf(token)
                .map(TokenMechanism::identity)
                .map(identity -> Uni.createFrom().item(identity))
                .orElseGet(() -> readers.readerOf(token).map(TokenMechanism::readerAlone));
    }

    /** Grants the role of a reader only. Groups and roles in the JWT are ignored. */
    private static SecurityIdentity readerAlone(Reader reader) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(reader)
                .addRole(Roles.READER)
                .build();
    }

    private static SecurityIdentity identity(Tokens.Holder holder) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal(holder.name()))
                .addRoles(holder.roles())
                .addAttribute(Tokens.CREDENTIAL, holder.credential())
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }

    /** Returns no type, because no identity provider takes part in the verification. */
    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }
}
