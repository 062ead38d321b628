package io.footfall.identity;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.smallrye.jwt.runtime.auth.JWTAuthMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Bearer tokens: the static ones of services, operators and the cron trigger first, then JWTs of signed-in readers.
 * Anything else in an {@code Authorization} header is refused rather than taken for an anonymous reader.
 */
@Alternative
@Priority(1)
@ApplicationScoped
class TokenMechanism implements HttpAuthenticationMechanism {

    private static final String BEARER = "Bearer ";

    private final Tokens tokens;
    private final JWTAuthMechanism jwt;

    TokenMechanism(Tokens tokens, JWTAuthMechanism jwt) {
        this.tokens = tokens;
        this.jwt = jwt;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return Uni.createFrom().nullItem();
        }
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Uni.createFrom().failure(new AuthenticationFailedException("not a bearer token"));
        }
        return tokens.holderOf(header.substring(BEARER.length()).trim())
                .map(TokenMechanism::identity)
                .map(identity -> Uni.createFrom().item(identity))
                .orElseGet(() -> reader(context, providers));
    }

    private Uni<SecurityIdentity> reader(RoutingContext context, IdentityProviderManager providers) {
        return jwt.authenticate(context, providers)
                .onItem()
                .ifNull()
                .failWith(() -> new AuthenticationFailedException("unknown token"))
                .map(TokenMechanism::readerAlone);
    }

    /** A JWT proves who reads, whatever groups its issuer put into it. */
    private static SecurityIdentity readerAlone(SecurityIdentity identity) {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(Reader.of((JsonWebToken) identity.getPrincipal()))
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

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return jwt.getCredentialTypes();
    }
}
