package io.footfall.capability.ratelimit;

/**
 * One request against the limit of a key, until it is decided and after. Whoever makes a call to Redis of its own may take
 * the hit along in it, see {@link LimitCheckBatch}. Handed from one event loop to another, never used by two at a time.
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
     * Whether it is known what becomes of it.
     *
     * @return true once {@link #decision} may be asked
     */
    public boolean isDecided() {
        return decision != null;
    }

    /**
     * What became of it.
     *
     * @return null until it is decided
     */
    public Decision decision() {
        return decision;
    }

    /**
     * Takes the word of whoever counted it, where that is not what this replica made of the counts: a call that was sent again
     * answers what it did the first time.
     *
     * @param allowed whether it passed
     */
    public void passed(boolean allowed) {
        if (decision.isAllowed() != allowed) {
            decision = decision.as(allowed ? Decision.Verdict.ALLOWED : Decision.Verdict.REFUSED);
        }
    }

    /**
     * What to fail with where it was refused.
     *
     * @return the failure, which is answered with 429
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
