package io.footfall.capability.cache;

/**
 * What it takes to store in level 2.
 *
 * @param token of the lock, empty without one
 * @param stamp from before what is to be stored was read, empty without level 2
 */
record Lease(String token, String stamp) {

    /** Level 2 does not take part. */
    static final Lease NONE = new Lease("", "");

    boolean isNone() {
        return stamp.isEmpty();
    }
}
