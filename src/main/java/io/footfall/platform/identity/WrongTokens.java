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
 * Counts invalid tokens, logs their number once a minute, and limits how many of them a client can have verified. If a
 * client sent too many invalid tokens in a minute, and more invalid than valid ones, then until the end of the minute
 * its requests get status 429 unless this replica verified their token recently. Static tokens of services, operators
 * and the cron trigger are still compared, because that is cheap; JWTs that were verified recently are still accepted.
 * So among readers behind the same address, only those with a JWT that is new to this replica wait, for a minute at
 * most.
 *
 * <p>Each replica counts separately, in bounded memory. Tokens and addresses are not stored elsewhere, not logged, and
 * not used as metric labels.
 */
@Singleton
class WrongTokens {

    private static final Logger LOG = Logger.getLogger(WrongTokens.class);
    private static final String BEARER = "Bearer ";
    private static final long MOST_REMEMBERED = 50_000;
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** The reason why a token was refused. */
    enum Kind {
        /** The header is not a bearer token. */
        SCHEME,
        /** The token is neither a static token nor has the form of a JWT. */
        UNKNOWN,
        /** The JWT has expired. */
        EXPIRED,
        /** The JWT is invalid for another reason: signature, issuer, audience or subject. */
        INVALID,
        /** The token was not verified, because its client sent too many invalid ones. */
        REFUSED
    }

    /**
     * Signatures of recently verified JWTs, at most 50,000, for 10 minutes. Only the holder of a token knows its
     * signature.
     */
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
     * Whether a request must be refused before its token is verified.
     *
     * @param header the {@code Authorization} header of the request
     */
    boolean isRefused(RoutingContext request, String header) {
        if (!tally.isAnyOver() || !tally.isOver(clientOf(request))) {
            return false;
        }
        return !isBearer(header)
                || tokens.holderOf(tokenIn(header)).isEmpty()
                        && verified.getIfPresent(signatureIn(tokenIn(header))) == null;
    }

    /** The seconds after which a refused client may retry. */
    long retryAfterSeconds() {
        return tally.secondsLeft();
    }

    /** Records that a JWT was verified. */
    void accepted(RoutingContext request, String header) {
        String signature = signatureIn(tokenIn(header));
        if (verified.getIfPresent(signature) == null) {
            verified.put(signature, true);
        }
        tally.succeeded(clientOf(request), 1);
    }

    /** Records that a token is invalid. */
    void rejected(RoutingContext request, String header, Throwable failure) {
        count(kindOf(header, failure));
        tally.failed(clientOf(request), 1);
    }

    /** Records that a request was refused without verification of its token. */
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
