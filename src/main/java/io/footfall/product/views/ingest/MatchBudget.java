package io.footfall.product.views.ingest;

import io.footfall.platform.web.InvalidInputException;

/**
 * The matching budget of one import, in {@linkplain ItemPattern#steps steps}: an average number of steps per line. A
 * few long paths, which any reader can put into a log, do not stop an import. An expression that is too slow for the
 * paths of this log does. Confined to one import.
 */
final class MatchBudget {

    /**
     * The refill per line. 100,000 steps take 2 to 5 ms. For comparison: a common expression has 60 instructions, and
     * matching it against a path of 50 characters takes about 3,000 steps.
     */
    private static final long STEPS_A_LINE = 100_000;

    /**
     * The initial budget, which is also its upper limit. It is large so that the first lines alone do not exhaust it.
     */
    private static final long TO_BEGIN_WITH = 50_000_000;

    private long left = TO_BEGIN_WITH;

    /**
     * Spends the steps of one line.
     *
     * @param steps the number of steps that the line takes
     * @throws InvalidInputException if the budget is exhausted by this line and the lines before it
     */
    void spend(long steps) {
        left = Math.min(TO_BEGIN_WITH, left + STEPS_A_LINE - steps);
        if (left < 0) {
            throw new InvalidInputException("pattern", "takes too long for the paths of this log: take a simpler one");
        }
    }
}
