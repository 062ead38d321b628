package io.footfall.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Whose counts they are. */
@RegisterForReflection
enum Scope {
    /** Of all replicas. */
    @JsonProperty("platform")
    PLATFORM,

    /** Of this replica alone, because Redis is away, not used, or has just forgotten what others told it. */
    @JsonProperty("replica")
    REPLICA
}
