package io.footfall;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.file.Path;

/** Gauges for the memory of this process, read at each scrape. Only on Linux. */
@Singleton
class MemoryMetrics {

    private final MeterRegistry registry;

    MemoryMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void start(@Observes StartupEvent event) {
        ProcessMemory memory = new ProcessMemory(Path.of("/"));
        if (memory.isKnown()) {
            Gauge.builder("footfall.memory.resident", memory::residentBytes)
                    .description("Memory of this process that is resident, mapped files among it")
                    .baseUnit(BaseUnits.BYTES)
                    .register(registry);
            Gauge.builder("footfall.memory.limit", memory::limitBytes)
                    .description("Memory that this process may have: the limit of its container, or the machine's")
                    .baseUnit(BaseUnits.BYTES)
                    .register(registry);
        }
    }
}
