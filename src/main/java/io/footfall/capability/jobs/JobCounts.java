package io.footfall.capability.jobs;

/**
 * How many jobs of a queue are in which state.
 *
 * @param ready they wait for a worker
 * @param delayed they wait for their time
 * @param claimed a worker has them
 * @param dead their last try failed
 */
record JobCounts(long ready, long delayed, long claimed, long dead) {

    static final JobCounts NONE = new JobCounts(0, 0, 0, 0);

    JobCounts plus(JobCounts other) {
        return new JobCounts(ready + other.ready, delayed + other.delayed, claimed + other.claimed, dead + other.dead);
    }

    boolean areNone() {
        return equals(NONE);
    }
}
