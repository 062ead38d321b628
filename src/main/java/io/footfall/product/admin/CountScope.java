package io.footfall.product.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The scope of a count: all replicas, or the replica that responds. */
@RegisterForReflection
@Schema(name = "Scope")
enum CountScope {
    /** Counts of all replicas. */
    @JsonProperty("platform")
    PLATFORM,

    /**
     * Counts of this replica only, because Redis is unavailable, not used, or has just lost the counters of the other
     * replicas.
     */
    @JsonProperty("replica")
    REPLICA
}
