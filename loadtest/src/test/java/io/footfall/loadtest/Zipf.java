package io.footfall.loadtest;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Random ranks with Zipf's distribution and exponent 1, which the popularity of items often follows: the second item is
 * requested half as often as the first one, the hundredth item a hundredth as often. Computed by inverting
 * {@code H(k) = ln(k + 1/2) + 0.5772}, an approximation of the sum of 1/rank up to k.
 */
final class Zipf {

    private static final double EULER = 0.5772;

    private final int ranks;

    Zipf(int ranks) {
        this.ranks = ranks;
    }

    /** Returns a random rank, from 0. */
    int next() {
        double harmonic = ThreadLocalRandom.current().nextDouble() * (Math.log(ranks) + EULER);
        return Math.max(0, (int) Math.min(ranks - 1.0, Math.exp(harmonic - EULER) - 0.5));
    }
}
