package io.footfall.admin;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whose counts they are. */
enum Scope {
    /** Of all replicas. */
    @JsonProperty("platform")
    PLATFORM,

    /** Of this replica alone, because Redis is away, not used, or has just forgotten what others told it. */
    @JsonProperty("replica")
    REPLICA
}
