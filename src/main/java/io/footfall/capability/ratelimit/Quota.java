package io.footfall.capability.ratelimit;

/**
 * The limit of one key: its policy's, or what an override says. Decides, and knows no store.
 *
 * @param policy the policy
 * @param limit hits, by their cost, in a window; 0: none
 */
record Quota(Policy policy, long limit) {

    /** Larger than any count, and exact as a number of Lua. */
    private static final long NO_LIMIT = (1L << 53) - 1;

    private static final double NEAR = 0.8;

    /** Up to where hits pass. */
    long enforced() {
        return policy.mode() == Policy.Mode.SHADOW ? NO_LIMIT : limit;
    }

    /**
     * One of several hits of the same cost that are counted together.
     *
     * @param decision what becomes of it
     * @param after what is counted after it
     * @param near whether it passes and leaves less than a fifth of the limit
     * @param candidate what the candidate limit would make of it
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

    /** What a candidate limit would make of a hit. */
    enum Candidate {
        /** There is none, or nobody counted for it. */
        UNKNOWN,
        /** The hit would pass. */
        ALLOWS,
        /** It would not. */
        REFUSES
    }

    /**
     * Decides on a hit.
     *
     * @param before what was counted before the first of the hits
     * @param rank its place among them, from 1
     * @param cost cost of each, 1 or more
     * @param source who counted
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

    /** What the candidate limit makes of a hit, by what was counted for that. */
    Candidate candidate(WindowUsage before, int rank, int cost) {
        long used = policy.algorithm().used(before, policy.windowMillis());
        return used + (long) rank * cost <= policy.candidate().orElse(0) ? Candidate.ALLOWS : Candidate.REFUSES;
    }

    /** How a key stands: whether a hit of cost 1 would pass, and what is left before it. */
    Decision standing(WindowUsage usage, Decision.Source source) {
        long used = policy.algorithm().used(usage, policy.windowMillis());
        Decision next = decide(usage, 1, 1, source).decision();
        return new Decision(
                next.verdict(), limit, Math.max(0, limit - used), next.atMillis(), next.resetAtMillis(), source);
    }

    /** Where not even an empty window has room, there is no better time than the next window. */
    private long millisUntil(WindowUsage usage, int cost) {
        long window = policy.windowMillis();
        return cost > limit
                ? usage.millisLeft(window)
                : Math.max(1, policy.algorithm().millisUntil(limit - cost, usage, window));
    }

    /** Whether no hit of whatever cost passes, and none is counted for a candidate, so that nobody needs to be asked. */
    boolean isExhausted(WindowUsage usage) {
        return policy.mode() == Policy.Mode.ENFORCE
                && policy.candidate().isEmpty()
                && policy.algorithm().used(usage, policy.windowMillis()) >= limit;
    }

    /** When a key that is exhausted no longer is. */
    long exhaustedForMillis(WindowUsage usage) {
        return limit == 0
                ? usage.millisLeft(policy.windowMillis())
                : policy.algorithm().millisUntil(limit - 1, usage, policy.windowMillis());
    }
}
