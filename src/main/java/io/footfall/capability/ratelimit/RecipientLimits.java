package io.footfall.capability.ratelimit;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Limits by recipient: counts hits on a user id, such as the recipient of a notification, independent of the caller.
 */
@Singleton
public final class RecipientLimits {

    private final RateLimiter limiter;
    private final Policies policies;
    private final LimitSubjectResolver subjectResolver;

    RecipientLimits(RateLimiter limiter, Policies policies, LimitSubjectResolver subjectResolver) {
        this.limiter = limiter;
        this.policies = policies;
        this.subjectResolver = subjectResolver;
    }

    /**
     * Counts one hit for each recipient.
     *
     * @param policy name of the policy
     * @param ids the recipients, without duplicates
     * @return the hits by id, all decided
     * @throws io.footfall.platform.web.UnknownItemException where there is no such policy
     */
    public Uni<Map<String, LimitCheck>> hit(String policy, Collection<String> ids) {
        Policy named = policies.named(policy);
        Map<String, LimitCheck> hits = new LinkedHashMap<>();
        ids.forEach(id -> hits.put(id, limiter.hit(named, subjectResolver.user(id), 1)));
        List<Uni<Void>> decisions = hits.values().stream().map(limiter::decide).toList();
        return decisions.isEmpty()
                ? Uni.createFrom().item(hits)
                : Uni.join().all(decisions).andFailFast().replaceWith(hits);
    }

    /**
     * Deletes the counted hits of a recipient.
     *
     * @param policy name of the policy
     * @param id the recipient
     * @return completes when the hits are deleted and the other replicas are notified
     */
    public Uni<Void> reset(String policy, String id) {
        return limiter.reset(policies.named(policy), subjectResolver.user(id).key());
    }
}
