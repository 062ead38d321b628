package io.footfall.simulation;

/** The modes of a row lock in Postgres. */
enum RowLock {
    /** Taken by a row with a foreign key to this row. */
    KEY_SHARE,
    /** Taken by an update that does not change the key. */
    NO_KEY_UPDATE,
    /** Taken by the deletion or the creation of the row. */
    UPDATE
}
