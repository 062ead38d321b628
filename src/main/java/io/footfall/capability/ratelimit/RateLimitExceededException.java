package io.footfall.capability.ratelimit;

/** A hit was over its limit and denied. Mapped to status 429. */
public final class RateLimitExceededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String policy;
    private final transient Decision decision;

    RateLimitExceededException(String policy, Decision decision) {
        // Without a stack trace, because denying a request must be cheap.
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
