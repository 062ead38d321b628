package io.footfall.simulation;

/** How a row is locked, as Postgres tells these apart. */
enum RowLock {
    /** By a row that refers to it. */
    KEY_SHARE,
    /** By an update of anything but its key. */
    NO_KEY_UPDATE,
    /** By its deletion, or its creation. */
    UPDATE
}
