package io.footfall.loadtest;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Ranks by Zipf's distribution with exponent 1, as the popularity of what a platform offers often is: the second is asked for half
 * as often as the first, the hundredth a hundredth as often. By inversion of H(k) = ln(k + 1/2) + 0.5772, close to the sum of 1/rank up to k.
 */
final class Zipf {

    private static final double EULER = 0.5772;

    private final int ranks;

    Zipf(int ranks) {
        this.ranks = ranks;
    }

    /** A rank, from 0. */
    int next() {
        double harmonic = ThreadLocalRandom.current().nextDouble() * (Math.log(ranks) + EULER);
        return Math.max(0, (int) Math.min(ranks - 1.0, Math.exp(harmonic - EULER) - 0.5));
    }
}
