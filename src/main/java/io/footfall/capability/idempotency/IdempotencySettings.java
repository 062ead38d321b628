package io.footfall.capability.idempotency;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** Settings for the responses and keys that are stored. */
@ConfigMapping(prefix = "footfall.idempotency")
interface IdempotencySettings {

    /**
     * The maximum size of a stored response body, larger than any current response. A larger one is not stored and
     * cannot be replayed.
     */
    @WithDefault("256K")
    MemorySize largestAnswer();

    /**
     * The maximum number of keys of a signed-in reader. A further key evicts the oldest one. Services have no limit.
     */
    @WithDefault("100")
    @Min(1)
    int keysPerReader();
}
