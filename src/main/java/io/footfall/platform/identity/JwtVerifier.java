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
 * Verifies the JWTs of readers. A token with a known key is verified in memory. A token with an unknown key waits for a
 * fetch of the keys that begins after the token arrived, for at most two seconds, and is rejected only after that
 * fetch. If the keys cannot be fetched, the result is {@link KeysUnavailableException}, because the token may be valid.
 * At most 1,000 tokens wait at the same time; further ones fail at once.
 */
@Singleton
class JwtVerifier {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    private static final int MOST_WAITING = 1_000;

    /** Tolerance for clock differences between the issuer and this service. */
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

    /** Starts the first fetch at startup. Nothing waits for it, and its failure is logged by the key source. */
    void start(@Observes StartupEvent event) {
        source.fetchedAgain();
    }

    /** A consumer that checks claims only. The signature is verified before. */
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
     * Verifies a token.
     *
     * @param text a JWT in its compact form
     * @return the reader; fails with {@link AuthenticationFailedException} if the token is invalid, and with
     *     {@link KeysUnavailableException} if its key is unknown and the keys cannot be fetched
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
