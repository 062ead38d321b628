package io.footfall.product.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whose counts they are. */
@RegisterForReflection
@Schema(name = "Scope")
enum CountScope {
    /** Of all replicas. */
    @JsonProperty("platform")
    PLATFORM,

    /** Of this replica alone, because Redis is away, not used, or has just forgotten what others told it. */
    @JsonProperty("replica")
    REPLICA
}
