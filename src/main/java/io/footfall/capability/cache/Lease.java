package io.footfall.capability.cache;

/**
 * The right to store a value in level 2.
 *
 * @param token token of the lock; empty if the caller does not hold the lock
 * @param stamp Redis stamp taken before the value was read; an invalidation with a later stamp prevents the store;
 *     empty if level 2 is not used
 */
record Lease(String token, String stamp) {

    /** The lease of a caller that does not use level 2. */
    static final Lease NONE = new Lease("", "");

    boolean isNone() {
        return stamp.isEmpty();
    }
}
