package io.footfall.product.admin;

/** This replica has as many watchers as it may, or is about to end. */
final class TooManyDashboardClientsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyDashboardClientsException() {
        super("This replica takes no more watchers; try again.");
    }
}
