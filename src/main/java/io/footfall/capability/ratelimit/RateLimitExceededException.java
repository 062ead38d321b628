package io.footfall.capability.ratelimit;

/** A request was over its limit: answered with 429. */
public final class RateLimitExceededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String policy;
    private final transient Decision decision;

    RateLimitExceededException(String policy, Decision decision) {
        // Without a stack trace: refusing has to be cheap.
        super("Rate limit exceeded", null, false, false);
        this.policy = policy;
        this.decision = decision;
    }

    String policy() {
        return policy;
    }

    Decision decision() {
        return decision;
    }
}
