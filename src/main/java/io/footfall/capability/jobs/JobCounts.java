package io.footfall.capability.jobs;

/**
 * Number of jobs of a queue by state, see {@link JobState}.
 *
 * @param ready jobs that wait for a worker
 * @param delayed jobs that wait for the time at which they become ready
 * @param claimed jobs that a worker has claimed
 * @param dead jobs whose last try failed or timed out
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
