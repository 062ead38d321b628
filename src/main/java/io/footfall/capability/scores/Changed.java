package io.footfall.capability.scores;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of a change of a score.
 *
 * @param before the score before the change; empty if there was none
 * @param after the score and rank after the change; empty if there is no score any more
 */
public record Changed(OptionalDouble before, Optional<Ranked> after) {}
