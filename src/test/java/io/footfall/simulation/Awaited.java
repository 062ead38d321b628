package io.footfall.simulation;

import java.util.List;

/** A lock request that a transaction waits for. */
interface Awaited {

    /**
     * Returns the transactions that block the request: those that hold the lock in a conflicting mode, and, for an
     * advisory lock, those whose conflicting request waits already. Postgres' deadlock detection follows these edges.
     */
    List<OpenTransaction> hinderers(OpenTransaction waiting);
}
