package io.footfall.simulation;

import java.util.List;

/** A lock that a transaction waits for. */
interface Awaited {

    /** The transactions that have to end, or to be served, before this one gets the lock. */
    List<OpenTransaction> hinderers(OpenTransaction waiting);
}
