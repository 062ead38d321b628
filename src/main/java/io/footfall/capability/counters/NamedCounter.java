package io.footfall.capability.counters;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A counter and its value.
 *
 * @param name an id
 * @param value the value of the counter
 */
@RegisterForReflection
@Schema(name = "Counter")
record NamedCounter(
        @Schema(examples = "downloads") String name,
        @Schema(examples = "42") long value) {}
