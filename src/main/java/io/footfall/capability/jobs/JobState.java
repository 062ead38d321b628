package io.footfall.capability.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The state of a job. */
public enum JobState {
    /** Waits for a worker. */
    @JsonProperty("ready")
    READY,
    /** Waits for its time: it was enqueued for later, or a try failed. */
    @JsonProperty("delayed")
    DELAYED,
    /** Claimed by a worker. */
    @JsonProperty("claimed")
    CLAIMED,
    /** Its last try failed or timed out. */
    @JsonProperty("dead")
    DEAD,
    /** Completed. Reported only while its id is kept. */
    @JsonProperty("completed")
    COMPLETED;

    static JobState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
