package io.footfall.product.admin;

/** Thrown where this replica accepts no more dashboard clients: it has reached its limit, or it shuts down. */
final class TooManyDashboardClientsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyDashboardClientsException() {
        super("This replica takes no more watchers; try again.");
    }
}
