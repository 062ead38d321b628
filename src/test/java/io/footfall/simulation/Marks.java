package io.footfall.simulation;

/** Marks of viewers, as {@code buckets.lua} keeps them: here one set for each partition and window. */
final class Marks {

    private Marks() {}

    /**
     * Marks a viewer, true where it is new; a set that is there already lives on until then where it is extended. In Redis only
     * the viewer's bucket does, and only the viewers of a bucket are forgotten together.
     */
    static boolean mark(Keyspace memory, String viewers, String viewer, long expireAt, boolean extend) {
        boolean added = memory.sadd(viewers, viewer);
        if (extend) {
            memory.expireLater(viewers, expireAt);
        }
        if (added && memory.scard(viewers) == 1) {
            memory.expireAt(viewers, expireAt);
        }
        return added;
    }
}
