package io.footfall.capability.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.footfall.capability.cache.MissGuard;
import io.footfall.platform.identity.AddressRange;
import io.footfall.platform.identity.ClientTally;
import io.footfall.platform.identity.Viewers;
import io.footfall.platform.web.UnknownItemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Limits the lookups of made-up ids: each id that is not in a cache costs a query in Postgres. A client gets 429 if,
 * in the current minute, it caused at least {@link RateLimitSettings#unknownIds} lookups of ids that do not exist, and
 * more of them than of ids that do exist. The 429 applies to ids that this replica does not know, until the minute
 * ends. Known ids are still served, so that other readers behind the same address can go on.
 *
 * <p>Each replica counts alone, in bounded memory. Services and operators are not limited.
 */
@Singleton
public final class UnknownIds {

    /** The policy name in the 429 response. There is no policy of this name. */
    private static final String NAME = "unknown-ids";

    private static final long MOST_KNOWN = 50_000;
    private static final Duration KNOWN_FOR = Duration.ofMinutes(10);

    /** Items that were found in the last ten minutes. Needed because the item caches have shorter times to live. */
    private final Cache<String, Boolean> known = Caffeine.newBuilder()
            .maximumSize(MOST_KNOWN)
            .expireAfterWrite(KNOWN_FOR)
            .build();

    private final ClientTally tally;
    private final Viewers viewers;
    private final Clock clock;
    private final long most;
    private final boolean enabled;
    private final Counter missing;
    private final Counter refused;
    private final Counter undecided;

    UnknownIds(RateLimitSettings settings, Viewers viewers, Clock clock, MeterRegistry registry) {
        this.most = settings.unknownIds();
        this.tally = new ClientTally(most, clock);
        this.viewers = viewers;
        this.clock = clock;
        this.enabled = settings.enabled();
        this.missing = counter(registry, "looked-up");
        this.refused = counter(registry, "refused");
        this.undecided = counter(registry, "undecided");
    }

    private static Counter counter(MeterRegistry registry, String result) {
        return Counter.builder("footfall.unknown.ids")
                .description(
                        "Requests of readers for ids that this replica did not know: looked up and not found, refused, or kept until Postgres can say (undecided)")
                .tag("result", result)
                .register(registry);
    }

    /**
     * Guards the lookups of a request.
     *
     * @param request the request; its token, if any, must be verified already
     * @param item the item that it requests
     * @return the guard that admits and counts its lookups; {@link MissGuard#NONE} where the request is not limited
     */
    public MissGuard guard(RoutingContext request, String item) {
        return isLimited(request) ? new Guard(request, item) : MissGuard.NONE;
    }

    private final class Guard implements MissGuard {

        private final RoutingContext request;
        private final String item;

        private Guard(RoutingContext request, String item) {
            this.request = request;
            this.item = item;
        }

        @Override
        public void beforeLookUp() {
            admit(request, List.of(item));
        }

        @Override
        public void lookedUp(boolean found) {
            count(request, List.of(item), any -> found);
        }

        /**
         * Counts an undecided lookup as a failure, except for an item that was found lately. That item stays known.
         */
        @Override
        public void undecided() {
            if (known.getIfPresent(item) == null) {
                undecided.increment();
                tally.failed(clientOf(request), 1);
            }
        }
    }

    /**
     * Guards an action that looks up items without a cache.
     *
     * @param request the request; its token, if any, must be verified already
     * @param items the items that it requests
     * @param action the lookup; where it fails with {@link UnknownItemException} none of the items exists
     * @param found whether an item exists, by the result of the action
     * @param <T> the result of the action
     * @return the result of the action; fails with {@link RateLimitExceededException} where the client is over the
     *     limit
     */
    public <T> Uni<T> around(
            RoutingContext request, List<String> items, Supplier<Uni<T>> action, BiPredicate<T, String> found) {
        if (!isLimited(request)) {
            return action.get();
        }
        admit(request, items);
        return action.get()
                .invoke(answer -> count(request, items, item -> found.test(answer, item)))
                .onFailure(UnknownItemException.class)
                .invoke(() -> count(request, items, item -> false));
    }

    private boolean isLimited(RoutingContext request) {
        return enabled && !Viewers.isService(request);
    }

    private void admit(RoutingContext request, List<String> items) {
        if (tally.isAnyOver() && tally.isOver(clientOf(request)) && !areKnown(items)) {
            refused.increment();
            throw new RateLimitExceededException(
                    NAME,
                    new Decision(
                            Decision.Verdict.REFUSED,
                            most,
                            0,
                            clock.millis(),
                            tally.endsAtMillis(),
                            Decision.Source.LOCAL));
        }
    }

    private boolean areKnown(List<String> items) {
        return items.stream().allMatch(item -> known.getIfPresent(item) != null);
    }

    private void count(RoutingContext request, List<String> items, Predicate<String> isFound) {
        int found = 0;
        for (String item : items) {
            if (isFound.test(item)) {
                found++;
                if (known.getIfPresent(item) == null) {
                    known.put(item, true);
                }
            } else {
                known.invalidate(item);
            }
        }
        if (found > 0) {
            tally.succeeded(clientOf(request), found);
        }
        if (found < items.size()) {
            missing.increment(items.size() - found);
            tally.failed(clientOf(request), items.size() - found);
        }
    }

    private String clientOf(RoutingContext request) {
        return AddressRange.siteOf(viewers.addressOf(request));
    }
}
