package io.footfall.simulation;

import java.util.List;

/**
 * A command and what the model did with it.
 *
 * @param command the words that Redis is sent
 * @param told the same for whoever reads it
 * @param answer what the model answered; null where it refused, or answered null
 * @param refusal the error that the model answered, else null
 */
record Step(List<String> command, String told, Object answer, String refusal) {

    @Override
    public String toString() {
        return told + " -> " + (refusal == null ? answer : refusal);
    }
}
