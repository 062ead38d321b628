package io.footfall.capability.jobs;

import java.time.Duration;

/**
 * What a claim is to get.
 *
 * @param most jobs, 1 or more
 * @param visibility time after which the jobs are handed to somebody else
 */
record ClaimRequest(int most, Duration visibility) {}
