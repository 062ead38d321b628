package io.footfall.capability.ratelimit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** Meters of rate limit decisions, by policy. No label names a key. */
final class LimitMetrics {

    private record OfPolicy(
            Map<Decision.Verdict, Map<Decision.Source, Counter>> decisions,
            Counter near,
            Counter candidateAllows,
            Counter candidateRefuses) {}

    private final Map<String, OfPolicy> byPolicy = new HashMap<>();

    LimitMetrics(MeterRegistry registry, Policies policies, LongSupplier refusedKeys, LongSupplier localKeys) {
        policies.all().forEach(policy -> byPolicy.put(policy.name(), ofPolicy(registry, policy.name())));
        Gauge.builder("footfall.ratelimit.refused.keys", refusedKeys::getAsLong)
                .description("Keys over their limit that this replica refuses without asking Redis")
                .register(registry);
        Gauge.builder("footfall.ratelimit.local.keys", localKeys::getAsLong)
                .description("Keys that this replica counted while it limited alone")
                .register(registry);
    }

    private static OfPolicy ofPolicy(MeterRegistry registry, String policy) {
        Map<Decision.Verdict, Map<Decision.Source, Counter>> decisions = new EnumMap<>(Decision.Verdict.class);
        for (Decision.Verdict verdict : Decision.Verdict.values()) {
            Map<Decision.Source, Counter> bySource = new EnumMap<>(Decision.Source.class);
            for (Decision.Source source : Decision.Source.values()) {
                bySource.put(
                        source,
                        Counter.builder("footfall.ratelimit.decisions")
                                .description("Hits by policy, by what became of them and who decided")
                                .tag("policy", policy)
                                .tag("decision", Policy.wordOf(verdict))
                                .tag("source", Policy.wordOf(source))
                                .register(registry));
            }
            decisions.put(verdict, bySource);
        }
        return new OfPolicy(
                decisions,
                Counter.builder("footfall.ratelimit.near.limit")
                        .description("Hits that passed and left less than a fifth of the limit")
                        .tag("policy", policy)
                        .register(registry),
                candidate(registry, policy, "allowed"),
                candidate(registry, policy, "refused"));
    }

    private static Counter candidate(MeterRegistry registry, String policy, String decision) {
        return Counter.builder("footfall.ratelimit.candidate")
                .description("What the candidate limit would have made of hits")
                .tag("policy", policy)
                .tag("decision", decision)
                .register(registry);
    }

    void decided(Policy policy, Quota.Outcome outcome) {
        OfPolicy meters = byPolicy.get(policy.name());
        Decision decision = outcome.decision();
        meters.decisions().get(decision.verdict()).get(decision.source()).increment();
        if (outcome.near()) {
            meters.near().increment();
        }
        switch (outcome.candidate()) {
            case ALLOWS -> meters.candidateAllows().increment();
            case REFUSES -> meters.candidateRefuses().increment();
            case UNKNOWN -> {}
        }
    }
}
