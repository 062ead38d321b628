package io.footfall.platform.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jose4j.jwt.consumer.InvalidJwtException;

/**
 * Counts wrong tokens, logs their number once a minute, and keeps clients from having them verified without end. A client that sent so many in
 * a minute, and more of them than right ones, gets 429 for tokens that this replica has not verified lately, until the minute is over.
 * Tokens of services, operators and the cron trigger are compared all the same, which costs little; JWTs that were verified lately go on too.
 * So of those behind the same address only a reader whose JWT is new here waits, for a minute at most.
 *
 * <p>Each replica counts alone, in bounded memory; neither a token nor an address is stored elsewhere, logged, or a label.
 */
@Singleton
class WrongTokens {

    private static final Logger LOG = Logger.getLogger(WrongTokens.class);
    private static final String BEARER = "Bearer ";
    private static final long MOST_REMEMBERED = 50_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** What is wrong with a token. */
    enum Kind {
        /** It is no bearer token. */
        SCHEME,
        /** It is neither a static token nor a JWT by its form. */
        UNKNOWN,
        /** It is a JWT that is no longer valid. */
        EXPIRED,
        /** It is a JWT that is not valid otherwise: signature, issuer, audience, subject. */
        INVALID,
        /** Nobody looked at it, because its client had sent too many wrong ones. */
        REFUSED
    }

    /** Signatures of JWTs that were verified lately: only who has the token knows it. */
    private final Cache<String, Boolean> verified = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    private final Tokens tokens;
    private final Viewers viewers;
    private final ClientTally tally;
    private final Map<Kind, Counter> counters = new EnumMap<>(Kind.class);
    private final Map<Kind, LongAdder> sinceReport = new EnumMap<>(Kind.class);

    WrongTokens(Tokens tokens, Viewers viewers, IdentitySettings settings, Clock clock, MeterRegistry registry) {
        this.tokens = tokens;
        this.viewers = viewers;
        this.tally = new ClientTally(settings.wrongTokens(), clock);
        for (Kind kind : Kind.values()) {
            counters.put(
                    kind,
                    Counter.builder("footfall.auth.failures")
                            .description("Requests with a wrong token, by what was wrong with it")
                            .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                            .register(registry));
            sinceReport.put(kind, new LongAdder());
        }
    }

    /**
     * Whether a request is to be refused before its token is verified.
     *
     * @param header its {@code Authorization}
     */
    boolean isRefused(RoutingContext request, String header) {
        if (!tally.isAnyOver() || !tally.isOver(clientOf(request))) {
            return false;
        }
        return !isBearer(header)
                || tokens.holderOf(tokenIn(header)).isEmpty()
                        && verified.getIfPresent(signatureIn(tokenIn(header))) == null;
    }

    /** Seconds after which a client that is refused may try again. */
    long retryAfterSeconds() {
        return tally.secondsLeft();
    }

    /** A JWT was verified. */
    void accepted(RoutingContext request, String header) {
        String signature = signatureIn(tokenIn(header));
        if (verified.getIfPresent(signature) == null) {
            verified.put(signature, true);
        }
        tally.succeeded(clientOf(request), 1);
    }

    /** A token was found to be wrong. */
    void rejected(RoutingContext request, String header, Throwable failure) {
        count(kindOf(header, failure));
        tally.failed(clientOf(request), 1);
    }

    /** A token was not looked at. */
    void refused() {
        count(Kind.REFUSED);
    }

    private void count(Kind kind) {
        counters.get(kind).increment();
        sinceReport.get(kind).increment();
    }

    @Scheduled(every = "{footfall.identity.wrong-token-report}")
    void report() {
        Map<Kind, Long> counts = new EnumMap<>(Kind.class);
        sinceReport.forEach((kind, count) -> counts.put(kind, count.sumThenReset()));
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        if (all > 0) {
            LOG.warnf("%d requests came with a wrong token since the last report, by kind: %s", all, counts);
        }
    }

    private String clientOf(RoutingContext request) {
        return AddressRange.siteOf(viewers.addressOf(request));
    }

    private static Kind kindOf(String header, Throwable failure) {
        if (!isBearer(header)) {
            return Kind.SCHEME;
        }
        if (!isJwt(tokenIn(header))) {
            return Kind.UNKNOWN;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidJwtException invalid && invalid.hasExpired()) {
                return Kind.EXPIRED;
            }
        }
        return Kind.INVALID;
    }

    private static boolean isBearer(String header) {
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    private static String tokenIn(String header) {
        return header.substring(BEARER.length()).trim();
    }

    private static boolean isJwt(String token) {
        return token.chars().filter(c -> c == '.').count() == 2;
    }

    private static String signatureIn(String token) {
        return token.substring(token.lastIndexOf('.') + 1);
    }
}
