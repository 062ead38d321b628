package io.footfall.product.admin;

/** Figures with as many digits as somebody looks at. */
final class RoundedDouble {

    private static final double THOUSAND = 1_000;

    private RoundedDouble() {}

    /** To the thousandth. */
    static double of(double figure) {
        return Math.round(figure * THOUSAND) / THOUSAND;
    }
}
