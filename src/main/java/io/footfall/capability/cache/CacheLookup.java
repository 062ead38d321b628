package io.footfall.capability.cache;

/** The result of a read of level 2. */
sealed interface CacheLookup<T> {

    /** Level 2 has an entry, fresh or stale. */
    record Hit<T>(Entry<T> entry) implements CacheLookup<T> {}

    /** Level 2 has no entry, and the caller got the lock and must load the value. */
    record Load<T>(Lease lease) implements CacheLookup<T> {}

    /**
     * Level 2 has no entry, and another caller holds the lock and loads the value. The lease has a stamp but no lock
     * token.
     */
    record Wait<T>(Lease lease) implements CacheLookup<T> {}

    /** Level 2 is not used or unavailable. */
    record Bypass<T>() implements CacheLookup<T> {}

    /** Returns the lease to store a loaded value with, or {@link Lease#NONE} for {@link Hit} and {@link Bypass}. */
    default Lease lease() {
        if (this instanceof Load<T> load) {
            return load.lease;
        }
        return this instanceof Wait<T> wait ? wait.lease : Lease.NONE;
    }
}
