package io.footfall.support;

/**
 * Integration tests that do not mind who else is at work: they come first, and the page of operators is looked at meanwhile, which
 * takes a minute of its own.
 */
public final class Unhurried {

    /** For {@code @Order}. */
    public static final int FIRST = 1;

    private Unhurried() {}
}
