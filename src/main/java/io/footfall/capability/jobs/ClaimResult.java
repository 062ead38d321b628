package io.footfall.capability.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of a claim.
 *
 * @param jobs the claimed jobs, possibly none
 * @param nextIn time until the next job becomes ready by itself (its delay or the visibility timeout of its claim
 *     ends); zero where a job is ready already; empty where no job is delayed or claimed
 */
record ClaimResult(List<Job> jobs, Optional<Duration> nextIn) {}
