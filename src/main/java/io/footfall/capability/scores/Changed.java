package io.footfall.capability.scores;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of a score.
 *
 * @param before as it was; empty where there was none
 * @param after as it is, and where it stands; empty where there is none any more
 */
public record Changed(OptionalDouble before, Optional<Ranked> after) {}
