package io.footfall.capability.jobs;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a claim got.
 *
 * @param jobs the jobs, maybe none
 * @param nextIn when a job becomes ready by itself, zero where one is; empty where none will
 */
record ClaimResult(List<Job> jobs, Optional<Duration> nextIn) {}
