package io.footfall.capability.cache;

/** What a read of level 2 led to. */
sealed interface CacheLookup<T> {

    /** An entry, fresh or stale. */
    record Hit<T>(Entry<T> entry) implements CacheLookup<T> {}

    /** There is none, and the caller is to load it. */
    record Load<T>(Lease lease) implements CacheLookup<T> {}

    /** There is none, and somebody else loads it; the lease has no lock. */
    record Wait<T>(Lease lease) implements CacheLookup<T> {}

    /** Level 2 is not used, or does not answer. */
    record Bypass<T>() implements CacheLookup<T> {}

    /** What to store with; none where there was an entry. */
    default Lease lease() {
        if (this instanceof Load<T> load) {
            return load.lease;
        }
        return this instanceof Wait<T> wait ? wait.lease : Lease.NONE;
    }
}
