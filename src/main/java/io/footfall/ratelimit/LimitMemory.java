package io.footfall.ratelimit;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What a replica decides by itself: of keys that it knows to be over their limit, and of all while Redis is away. */
@Singleton
class LimitMemory {

    private static final long SOON_MILLIS = 1_000;

    private final RefusedKeys refused;
    private final LocalLimiter local;
    private final LimitMetrics metrics;
    private final Clock clock;

    LimitMemory(RateLimitSettings settings, Policies policies, MeterRegistry registry, Clock clock) {
        this.refused = new RefusedKeys(settings.keysInMemory());
        this.local = new LocalLimiter(settings.keysInMemory(), clock);
        this.metrics = new LimitMetrics(registry, policies, refused::size, local::size);
        this.clock = clock;
    }

    /** Refuses a hit of a key that is known to be over its limit; leaves others undecided. */
    void refuseIfKnown(Hit hit) {
        refused.refusal(hit).ifPresent(outcome -> took(hit, outcome));
    }

    /** Begins a call to Redis; what it answers is told here. */
    HitBatch batch() {
        RefusedKeys.Moment asked = refused.now();
        return new HitBatch((hit, outcome) -> {
            refused.learn(hit, outcome.after(), asked);
            took(hit, outcome);
        });
    }

    /** Decides on a hit without Redis, by the word of its policy. */
    void decideAlone(Hit hit) {
        took(
                hit,
                switch (hit.policy().withoutRedis()) {
                    case LOCAL -> local.decide(hit);
                    case OPEN ->
                        uncounted(hit, Decision.Verdict.ALLOWED, hit.quota().limit(), Decision.Source.LOCAL);
                    case CLOSED -> uncounted(hit, hit.policy().over(), 0, Decision.Source.LOCAL);
                });
    }

    /** Counts a hit without Redis, and lets it pass. */
    void letPass(Hit hit) {
        took(hit, local.decide(hit).as(Decision.Verdict.ALLOWED));
    }

    /** How a key stands without Redis. */
    Decision look(Hit hit) {
        return hit.quota().standing(local.usage(hit), Decision.Source.LOCAL);
    }

    /** Decides on a hit of a key that is blocked or exempt. */
    void decideBy(KeyOverride override, Hit hit) {
        took(hit, outcomeBy(override, hit));
    }

    /** What becomes of a hit of a key that is blocked or exempt; nothing is counted. */
    Quota.Outcome outcomeBy(KeyOverride override, Hit hit) {
        return override.kind() == KeyOverride.Kind.EXEMPT
                ? uncounted(hit, Decision.Verdict.ALLOWED, hit.quota().limit(), Decision.Source.OVERRIDE)
                : hit.quota()
                        .decide(Usage.none(clock.millis()), 1, hit.cost(), Decision.Source.OVERRIDE)
                        .as(Decision.Verdict.REFUSED);
    }

    private Quota.Outcome uncounted(Hit hit, Decision.Verdict verdict, long remaining, Decision.Source source) {
        long now = clock.millis();
        Decision decision = new Decision(verdict, hit.quota().limit(), remaining, now, now + SOON_MILLIS, source);
        return new Quota.Outcome(decision, Usage.none(now), false);
    }

    private void took(Hit hit, Quota.Outcome outcome) {
        hit.decide(outcome.decision());
        metrics.decided(hit.policy(), outcome);
    }

    void forget(String policy, LimitKey key) {
        refused.forget(policy, key);
        local.forget(policy, key);
    }

    void forgetRefusals() {
        refused.clear();
    }
}
