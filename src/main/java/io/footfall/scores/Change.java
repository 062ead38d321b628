package io.footfall.scores;

import java.util.Optional;

/**
 * A change of a score.
 *
 * @param how how it is changed
 * @param amount the score, or what to add; of any size up to {@link Scores#GREATEST}
 * @param once names the change, so that it is made once however often it is asked for within {@link Scores#ONCE}; empty: each time
 */
public record Change(How how, double amount, Optional<String> once) {

    private enum How {
        SET("set"),
        ADD("add"),
        REMOVE("remove");

        private final String word;

        How(String word) {
            this.word = word;
        }
    }

    /**
     * To a score.
     *
     * @param score the score
     * @return the change
     */
    public static Change to(double score) {
        return new Change(How.SET, score, Optional.empty());
    }

    /**
     * By an amount, from 0 where there was none.
     *
     * @param amount the amount
     * @return the change
     */
    public static Change by(double amount) {
        return new Change(How.ADD, amount, Optional.empty());
    }

    /**
     * There is none any more.
     *
     * @return the change
     */
    public static Change removal() {
        return new Change(How.REMOVE, 0, Optional.empty());
    }

    /**
     * The same under a name.
     *
     * @param name of no other change; empty: it is made each time
     * @return the change
     */
    public Change once(Optional<String> name) {
        return new Change(how, amount, name);
    }

    String word() {
        return how.word;
    }
}
