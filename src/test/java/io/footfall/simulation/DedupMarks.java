package io.footfall.simulation;

/**
 * Dedup marks of viewers, as {@code buckets.lua} stores them. The model uses one set for each partition and window
 * instead of buckets.
 */
final class DedupMarks {

    private DedupMarks() {}

    /**
     * Adds the mark of a viewer. Returns true where the mark is new. Where {@code extend} is set, the set's expiry time
     * is raised to {@code expireAt}. In Redis that concerns only the viewer's bucket, and only the viewers of one
     * bucket expire together.
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
