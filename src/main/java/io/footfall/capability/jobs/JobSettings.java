package io.footfall.capability.jobs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How queues behave. */
@ConfigMapping(prefix = "footfall.jobs")
interface JobSettings {

    /** Most jobs that a queue holds, dead ones too; what comes over it is refused. */
    @WithDefault("1000000")
    @Min(1)
    long jobsPerQueue();

    /** What pauses between tries grow to. */
    @WithDefault("1h")
    Duration longestPause();

    /** How often those who wait look for a job that they were not told of. */
    @WithDefault("1s")
    Duration lookAgain();

    /** How long the id of a completed job is remembered, where whoever enqueued it chose it. */
    @WithDefault("24h")
    Duration idsRemembered();
}
