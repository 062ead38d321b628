package io.footfall.platform.identity;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.jwt.consumer.JwtContext;
import org.jose4j.lang.JoseException;

/**
 * Verifies tokens of readers. A token whose key is known costs a verification and nothing else; one whose key is unknown waits until the
 * keys were fetched once more, at most two seconds, and is only then wrong. Where the keys cannot be fetched, nobody knows whether it is.
 */
@Singleton
class JwtVerifier {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 1_000;

    /** Clocks differ. */
    private static final int SKEW_SECONDS = 60;

    private final Vertx vertx;
    private final KeySource source;
    private final JwtConsumer claims;
    private final AtomicInteger waiting = new AtomicInteger();

    JwtVerifier(JwtSettings settings, Vertx vertx, MeterRegistry meters) {
        this.vertx = vertx;
        this.source = KeyLocation.sourceOf(settings, vertx, meters);
        this.claims = consumerOf(settings);
    }

    /** Fetches keys before anybody needs them. What becomes of it is told by whoever fetches; nothing waits for it. */
    void start(@Observes StartupEvent event) {
        source.fetchedAgain();
    }

    /** Signatures are verified before. */
    private static JwtConsumer consumerOf(JwtSettings settings) {
        JwtConsumerBuilder builder = new JwtConsumerBuilder()
                .setSkipSignatureVerification()
                .setRequireExpirationTime()
                .setRequireSubject()
                .setAllowedClockSkewInSeconds(SKEW_SECONDS);
        settings.issuer().ifPresent(builder::setExpectedIssuer);
        settings.audiences()
                .ifPresentOrElse(
                        audiences -> builder.setExpectedAudience(audiences.toArray(String[]::new)),
                        builder::setSkipDefaultAudienceValidation);
        return builder.build();
    }

    /**
     * Tells whom a token stands for.
     *
     * @param text a JWT in its compact form
     * @return the reader; fails with {@link AuthenticationFailedException} where the token is wrong, and with
     *     {@link KeysUnavailableException} where that cannot be told
     */
    Uni<Reader> readerOf(String text) {
        return Uni.createFrom().deferred(() -> {
            SignedToken token = SignedToken.of(text);
            VerificationKeys.Result result = source.keys().verify(token);
            return result == VerificationKeys.Result.UNKNOWN_KEY && source.mayChange()
                    ? waitForKeys(token)
                    : Uni.createFrom().item(readerOf(token, result));
        });
    }

    private Uni<Reader> waitForKeys(SignedToken token) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Uni.createFrom().failure(new KeysUnavailableException(null));
        }
        Context context = vertx.getOrCreateContext();
        Future<Reader> reader = source.afterFetchUnderWay()
                .otherwise(failure -> source.keys())
                .compose(keys -> {
                    VerificationKeys.Result result = keys.verify(token);
                    return result == VerificationKeys.Result.UNKNOWN_KEY
                            ? source.fetchedAgain()
                                    .recover(failure -> Future.failedFuture(new KeysUnavailableException(failure)))
                                    .map(fetched -> readerOf(token, fetched.verify(token)))
                            : Future.succeededFuture(readerOf(token, result));
                });
        return Uni.createFrom()
                .completionStage(reader.toCompletionStage())
                .ifNoItem()
                .after(LONGEST_WAIT)
                .failWith(() -> new KeysUnavailableException(null))
                .onTermination()
                .invoke(waiting::decrementAndGet)
                .emitOn(answer -> context.runOnContext(unused -> answer.run()));
    }

    private Reader readerOf(SignedToken token, VerificationKeys.Result result) {
        if (result != VerificationKeys.Result.VERIFIED) {
            throw new AuthenticationFailedException("a token that is not signed by a known key");
        }
        try {
            JwtClaims said = JwtClaims.parse(token.signature().getPayload());
            claims.processContext(new JwtContext(token.text(), said, List.of(token.signature())));
            return Reader.of(said);
        } catch (MalformedClaimException | JoseException | InvalidJwtException e) {
            throw new AuthenticationFailedException(e);
        }
    }
}
