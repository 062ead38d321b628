package io.footfall.capability.jobs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Settings of job queues. */
@ConfigMapping(prefix = "footfall.jobs")
interface JobSettings {

    /** Maximum number of jobs in a queue, including dead jobs. More are rejected with 503. */
    @WithDefault("1000000")
    @Min(1)
    long jobsPerQueue();

    /** Upper bound of the exponential backoff between tries. */
    @WithDefault("1h")
    Duration longestPause();

    /**
     * How often waiting claims check for ready jobs when no notification arrives. Bounds the delay after a missed one.
     */
    @WithDefault("1s")
    Duration lookAgain();

    /** How long the id of a completed job is kept for deduplication, if the caller chose the id. */
    @WithDefault("24h")
    Duration idsRemembered();
}
