package io.footfall.capability.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Where a job is. */
public enum JobState {
    /** It waits for a worker. */
    @JsonProperty("ready")
    READY,
    /** It waits for its time: it was enqueued for later, or a try failed. */
    @JsonProperty("delayed")
    DELAYED,
    /** A worker has it. */
    @JsonProperty("claimed")
    CLAIMED,
    /** Its last try failed. */
    @JsonProperty("dead")
    DEAD,
    /** It was done; told only as long as its id is remembered. */
    @JsonProperty("completed")
    COMPLETED;

    static JobState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
