package io.footfall.capability.idempotency;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** What is kept of requests under idempotency keys. */
@ConfigMapping(prefix = "footfall.idempotency")
interface IdempotencySettings {

    /** The largest answer that is kept, which all of today's fit into; a request that was answered with more cannot be answered again. */
    @WithDefault("256K")
    MemorySize largestAnswer();

    /** Keys of a signed-in reader that are remembered; one more forgets the oldest. Services may have any number. */
    @WithDefault("100")
    @Min(1)
    int keysPerReader();
}
