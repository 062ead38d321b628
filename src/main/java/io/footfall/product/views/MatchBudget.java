package io.footfall.product.views;

import io.footfall.platform.web.InvalidInputException;

/**
 * What an import may spend on its expression, in {@linkplain ItemPattern#steps steps}: so many for each line on average. Single long paths, which
 * any reader can put into a log, stop no import; an expression that is too slow for the paths that there are does. Confined to one import.
 */
final class MatchBudget {

    /** Some milliseconds. A common expression takes 60 instructions to a path of 50 characters. */
    private static final long STEPS_A_LINE = 100_000;

    /** So that the first lines alone decide nothing. */
    private static final long TO_BEGIN_WITH = 50_000_000;

    private long left = TO_BEGIN_WITH;

    /**
     * Pays for one line.
     *
     * @param steps that it takes
     * @throws InvalidInputException if this line and those before it took too many
     */
    void spend(long steps) {
        left = Math.min(TO_BEGIN_WITH, left + STEPS_A_LINE - steps);
        if (left < 0) {
            throw new InvalidInputException("pattern", "takes too long for the paths of this log: take a simpler one");
        }
    }
}
