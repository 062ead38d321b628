package io.footfall.capability.counters;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A counter.
 *
 * @param name an id
 * @param value what it stands at
 */
@RegisterForReflection
@Schema(name = "Counter")
record NamedCounter(
        @Schema(examples = "downloads") String name,
        @Schema(examples = "42") long value) {}
