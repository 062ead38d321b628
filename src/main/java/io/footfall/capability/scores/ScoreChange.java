package io.footfall.capability.scores;

import java.util.Optional;

/**
 * A change of a score.
 *
 * @param operation how the score is changed
 * @param amount the new score, or the amount to add; its absolute value is at most {@link Scores#GREATEST}
 * @param once idempotency key: a change with the same key is applied once within {@link Scores#ONCE}; empty to apply it
 *     each time
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
     * Sets the score.
     *
     * @param score the new score
     * @return the change
     */
    public static ScoreChange to(double score) {
        return new ScoreChange(Operation.SET, score, Optional.empty());
    }

    /**
     * Adds an amount to the score, which is 0 if there is none.
     *
     * @param amount the amount to add
     * @return the change
     */
    public static ScoreChange by(double amount) {
        return new ScoreChange(Operation.ADD, amount, Optional.empty());
    }

    /**
     * Removes the score.
     *
     * @return the change
     */
    public static ScoreChange removal() {
        return new ScoreChange(Operation.REMOVE, 0, Optional.empty());
    }

    /**
     * Returns the same change with an idempotency key.
     *
     * @param name the key, unique to this change; empty to apply the change each time
     * @return the change
     */
    public ScoreChange once(Optional<String> name) {
        return new ScoreChange(operation, amount, name);
    }

    String word() {
        return operation.word;
    }
}
