package io.footfall.simulation;

import java.util.List;

/**
 * A command and the model's reply to it.
 *
 * @param command the words that are sent to Redis
 * @param told the command in a readable form
 * @param answer the model's reply; null where it was an error or null
 * @param refusal the error that the model answered, else null
 */
record Step(List<String> command, String told, Object answer, String refusal) {

    @Override
    public String toString() {
        return told + " -> " + (refusal == null ? answer : refusal);
    }
}
