package io.footfall.product.admin;

/** Rounds numbers to the precision that the dashboard shows. */
final class RoundedDouble {

    private static final double THOUSAND = 1_000;

    private RoundedDouble() {}

    /** Rounds to three decimal places. */
    static double of(double figure) {
        return Math.round(figure * THOUSAND) / THOUSAND;
    }
}
