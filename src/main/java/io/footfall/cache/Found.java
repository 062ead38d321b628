package io.footfall.cache;

/** What a read of level 2 led to. */
sealed interface Found<T> {

    /** An entry, fresh or stale. */
    record Here<T>(Entry<T> entry) implements Found<T> {}

    /** There is none, and the caller is to load it. */
    record Yours<T>(Lease lease) implements Found<T> {}

    /** There is none, and somebody else loads it; the lease has no lock. */
    record Others<T>(Lease lease) implements Found<T> {}

    /** Level 2 is not used, or does not answer. */
    record Away<T>() implements Found<T> {}

    /** What to store with; none where there was an entry. */
    default Lease lease() {
        if (this instanceof Yours<T> yours) {
            return yours.lease;
        }
        return this instanceof Others<T> others ? others.lease : Lease.NONE;
    }
}
