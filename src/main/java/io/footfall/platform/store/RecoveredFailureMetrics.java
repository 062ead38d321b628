package io.footfall.platform.store;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.stream.Stream;

/** Shows the counters of all operations from the start: a rate begins with the first failure only if there was a zero before it. */
@Singleton
class RecoveredFailureMetrics {

    void start(@Observes StartupEvent event) {
        Stream.of(RecoveredFailure.values()).forEach(RecoveredFailure::counter);
    }
}
