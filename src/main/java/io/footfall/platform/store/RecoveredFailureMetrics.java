package io.footfall.platform.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.stream.Stream;

/**
 * Registers the counters of all operations at the start. Without an initial zero, a rate would miss the first failure.
 */
@Singleton
class RecoveredFailureMetrics {

    void start(@Observes StartupEvent event) {
        Stream.of(RecoveredFailure.values()).forEach(RecoveredFailure::counter);
    }
}
