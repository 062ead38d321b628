package io.footfall.capability.ratelimit;

/**
 * A hit: one request (rate limit check) against the limit of a key, before and after the decision. Code that makes a
 * call to Redis of its own may add the hit to that call, see {@link LimitCheckBatch}. Not thread-safe: it is handed
 * from one event loop to another, and never used by two threads at a time.
 */
public final class LimitCheck {

    private final Quota quota;
    private final LimitKey key;
    private final int cost;
    private Decision decision;

    LimitCheck(Quota quota, LimitKey key, int cost) {
        this.quota = quota;
        this.key = key;
        this.cost = cost;
    }

    /**
     * Whether the hit is decided.
     *
     * @return true once {@link #decision()} is available
     */
    public boolean isDecided() {
        return decision != null;
    }

    /**
     * The decision.
     *
     * @return null until the hit is decided
     */
    public Decision decision() {
        return decision;
    }

    /**
     * Replaces the verdict by that of Redis, where it differs from what this replica computed from the counters. It may
     * differ for a call that was sent again: its reply repeats the result of the first run.
     *
     * @param allowed whether Redis allowed the hit
     */
    public void passed(boolean allowed) {
        if (decision.isAllowed() != allowed) {
            decision = decision.as(allowed ? Decision.Verdict.ALLOWED : Decision.Verdict.REFUSED);
        }
    }

    /**
     * The exception for a denied hit.
     *
     * @return the exception, which is mapped to status 429
     */
    public RateLimitExceededException exceeded() {
        return new RateLimitExceededException(quota.policy().name(), decision);
    }

    Quota quota() {
        return quota;
    }

    Policy policy() {
        return quota.policy();
    }

    LimitKey key() {
        return key;
    }

    int cost() {
        return cost;
    }

    void decide(Decision made) {
        decision = made;
    }
}
