package io.footfall.capability.jobs;

import java.time.Duration;

/**
 * The parameters of a claim.
 *
 * @param most maximum number of jobs, 1 or more
 * @param visibility visibility timeout: the jobs are handed out again if they are not completed, failed or extended
 *     within this time
 */
record ClaimRequest(int most, Duration visibility) {}
