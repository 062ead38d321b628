package io.footfall.capability.ratelimit;

/**
 * The limit of one key: from its policy, or from an override. Decides by arithmetic only, without a store.
 *
 * @param policy the policy
 * @param limit maximum sum of the costs of hits in a window; 0: all hits are denied
 */
record Quota(Policy policy, long limit) {

    /** Greater than any count, and exact as a Lua number: below 2^53, up to which doubles hold integers exactly. */
    private static final long NO_LIMIT = (1L << 53) - 1;

    private static final double NEAR = 0.8;

    /** Upper bound of the hits that pass: the limit, or no bound in mode {@code shadow}. */
    long enforced() {
        return policy.mode() == Policy.Mode.SHADOW ? NO_LIMIT : limit;
    }

    /**
     * The outcome of one hit.
     *
     * @param decision the decision
     * @param after the counters after the hit
     * @param near whether the hit passes and leaves less than a fifth of the limit
     * @param candidate what the candidate limit would decide
     */
    record Outcome(Decision decision, WindowUsage after, boolean near, Candidate candidate) {

        Outcome(Decision decision, WindowUsage after, boolean near) {
            this(decision, after, near, Candidate.UNKNOWN);
        }

        Outcome with(Candidate made) {
            return new Outcome(decision, after, near, made);
        }

        Outcome as(Decision.Verdict verdict) {
            return new Outcome(decision.as(verdict), after, near, candidate);
        }
    }

    /** What a candidate limit would decide. */
    enum Candidate {
        /** There is no candidate limit, or its hits were not counted. */
        UNKNOWN,
        /** The hit would pass. */
        ALLOWS,
        /** The hit would be denied. */
        REFUSES
    }

    /**
     * Decides on one of several hits of the same cost that are counted together.
     *
     * @param before the counters before the first of the hits
     * @param rank position of the hit among them, from 1
     * @param cost cost of each hit, 1 or more
     * @param source what counted the hits
     */
    Outcome decide(WindowUsage before, int rank, int cost, Decision.Source source) {
        long window = policy.windowMillis();
        long used = policy.algorithm().used(before, window);
        long counted = Math.min(rank, Math.max(0, limit - used) / cost);
        WindowUsage after = before.plus(counted * cost);
        long usedAfter = used + counted * cost;
        boolean fits = used + (long) rank * cost <= limit;
        Decision decision = new Decision(
                fits ? Decision.Verdict.ALLOWED : policy.over(),
                limit,
                Math.max(0, limit - usedAfter),
                before.atMillis(),
                before.atMillis() + (fits ? before.millisLeft(window) : millisUntil(after, cost)),
                source);
        return new Outcome(decision, after, fits && usedAfter > NEAR * limit);
    }

    /** What the candidate limit decides on a hit, by the separate counters of the candidate. */
    Candidate candidate(WindowUsage before, int rank, int cost) {
        long used = policy.algorithm().used(before, policy.windowMillis());
        return used + (long) rank * cost <= policy.candidate().orElse(0) ? Candidate.ALLOWS : Candidate.REFUSES;
    }

    /**
     * The current usage of a key: whether a hit of cost 1 would pass, and what is left of the limit before that hit.
     * Counts nothing.
     */
    Decision standing(WindowUsage usage, Decision.Source source) {
        long used = policy.algorithm().used(usage, policy.windowMillis());
        Decision next = decide(usage, 1, 1, source).decision();
        return new Decision(
                next.verdict(), limit, Math.max(0, limit - used), next.atMillis(), next.resetAtMillis(), source);
    }

    /**
     * Time until a hit of this cost passes. Where the cost is over the limit it never passes; the end of the window is
     * returned then.
     */
    private long millisUntil(WindowUsage usage, int cost) {
        long window = policy.windowMillis();
        return cost > limit
                ? usage.millisLeft(window)
                : Math.max(1, policy.algorithm().millisUntil(limit - cost, usage, window));
    }

    /**
     * Whether a key is over its limit for hits of any cost, and no candidate limit needs the hits, so that this replica
     * may deny them without a call to Redis.
     */
    boolean isExhausted(WindowUsage usage) {
        return policy.mode() == Policy.Mode.ENFORCE
                && policy.candidate().isEmpty()
                && policy.algorithm().used(usage, policy.windowMillis()) >= limit;
    }

    /** Milliseconds until a key that is exhausted no longer is, if no more hits are counted. */
    long exhaustedForMillis(WindowUsage usage) {
        return limit == 0
                ? usage.millisLeft(policy.windowMillis())
                : policy.algorithm().millisUntil(limit - 1, usage, policy.windowMillis());
    }
}
