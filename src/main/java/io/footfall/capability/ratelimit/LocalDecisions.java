package io.footfall.capability.ratelimit;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;

/**
 * Decisions that this replica makes without a call to Redis: on keys known to be over their limit, on keys with an
 * override, and on all keys while Redis is unavailable.
 */
@Singleton
class LocalDecisions {

    private static final long SOON_MILLIS = 1_000;

    private final RefusedKeys refused;
    private final LocalLimiter local;
    private final LimitMetrics metrics;
    private final Clock clock;

    LocalDecisions(RateLimitSettings settings, Policies policies, MeterRegistry registry, Clock clock) {
        this.refused = new RefusedKeys(settings.keysInMemory());
        this.local = new LocalLimiter(settings.keysInMemory(), clock);
        this.metrics = new LimitMetrics(registry, policies, refused::size, local::size);
        this.clock = clock;
    }

    /** Denies a hit of a key that is known to be over its limit; leaves other hits undecided. */
    void refuseIfKnown(LimitCheck check) {
        refused.refusal(check).ifPresent(outcome -> took(check, outcome));
    }

    /**
     * A batch for a call to Redis that begins now. Its reply decides the hits, and updates the keys over their limit.
     */
    LimitCheckBatch batch() {
        RefusedKeys.Moment asked = refused.now();
        return new LimitCheckBatch((check, outcome) -> {
            refused.learn(check, outcome.after(), asked);
            took(check, outcome);
        });
    }

    /** Decides on a hit without Redis, by the fallback of its policy. */
    void decideAlone(LimitCheck check) {
        took(
                check,
                switch (check.policy().withoutRedis()) {
                    case LOCAL -> local.decide(check);
                    case OPEN ->
                        uncounted(check, Decision.Verdict.ALLOWED, check.quota().limit(), Decision.Source.LOCAL);
                    case CLOSED -> uncounted(check, check.policy().over(), 0, Decision.Source.LOCAL);
                });
    }

    /** Counts a hit without Redis and allows it, even over the limit. */
    void letPass(LimitCheck check) {
        took(check, local.decide(check).as(Decision.Verdict.ALLOWED));
    }

    /** The current usage of a key, as counted without Redis. Counts nothing. */
    Decision look(LimitCheck check) {
        return check.quota().standing(local.usage(check), Decision.Source.LOCAL);
    }

    /** Decides on a hit of a key that is blocked or exempt. */
    void decideBy(KeyOverride override, LimitCheck check) {
        took(check, outcomeBy(override, check));
    }

    /** The outcome of a hit of a key that is blocked or exempt. Counts nothing. */
    Quota.Outcome outcomeBy(KeyOverride override, LimitCheck check) {
        return override.kind() == KeyOverride.Kind.EXEMPT
                ? uncounted(check, Decision.Verdict.ALLOWED, check.quota().limit(), Decision.Source.OVERRIDE)
                : check.quota()
                        .decide(WindowUsage.none(clock.millis()), 1, check.cost(), Decision.Source.OVERRIDE)
                        .as(Decision.Verdict.REFUSED);
    }

    private Quota.Outcome uncounted(
            LimitCheck check, Decision.Verdict verdict, long remaining, Decision.Source source) {
        long now = clock.millis();
        Decision decision = new Decision(verdict, check.quota().limit(), remaining, now, now + SOON_MILLIS, source);
        return new Quota.Outcome(decision, WindowUsage.none(now), false);
    }

    private void took(LimitCheck check, Quota.Outcome outcome) {
        check.decide(outcome.decision());
        metrics.decided(check.policy(), outcome);
    }

    void forget(String policy, LimitKey key) {
        refused.forget(policy, key);
        local.forget(policy, key);
    }

    void forgetRefusals() {
        refused.clear();
    }
}
