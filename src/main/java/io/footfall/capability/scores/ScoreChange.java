package io.footfall.capability.scores;

import java.util.Optional;

/**
 * A change of a score.
 *
 * @param operation how it is changed
 * @param amount the score, or what to add; of any size up to {@link Scores#GREATEST}
 * @param once names the change, so that it is made once however often it is asked for within {@link Scores#ONCE}; empty: each time
 */
public record ScoreChange(Operation operation, double amount, Optional<String> once) {

    private enum Operation {
        SET("set"),
        ADD("add"),
        REMOVE("remove");

        private final String word;

        Operation(String word) {
            this.word = word;
        }
    }

    /**
     * To a score.
     *
     * @param score the score
     * @return the change
     */
    public static ScoreChange to(double score) {
        return new ScoreChange(Operation.SET, score, Optional.empty());
    }

    /**
     * By an amount, from 0 where there was none.
     *
     * @param amount the amount
     * @return the change
     */
    public static ScoreChange by(double amount) {
        return new ScoreChange(Operation.ADD, amount, Optional.empty());
    }

    /**
     * There is none any more.
     *
     * @return the change
     */
    public static ScoreChange removal() {
        return new ScoreChange(Operation.REMOVE, 0, Optional.empty());
    }

    /**
     * The same under a name.
     *
     * @param name of no other change; empty: it is made each time
     * @return the change
     */
    public ScoreChange once(Optional<String> name) {
        return new ScoreChange(operation, amount, name);
    }

    String word() {
        return operation.word;
    }
}
