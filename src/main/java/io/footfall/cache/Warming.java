package io.footfall.cache;

import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Warms caches at the start, in the background, and when an operator asks for it. */
@Singleton
class Warming {

    private static final Logger LOG = Logger.getLogger(Warming.class);

    private final List<CacheWarmer> warmers;

    Warming(@All List<CacheWarmer> warmers) {
        this.warmers = warmers;
    }

    void start(@Observes StartupEvent event) {
        warm().subscribe()
                .with(
                        warmed -> LOG.infof("caches are warm: %s", warmed),
                        failure -> LOG.debug("caches stay cold", failure));
    }

    /** Values by cache; one that could not be warmed is missing. */
    Uni<Map<String, Integer>> warm() {
        Map<String, Integer> warmed = new TreeMap<>();
        return Multi.createFrom()
                .iterable(warmers)
                .onItem()
                .transformToUniAndConcatenate(warmer -> warmer.warm()
                        .invoke(values -> warmed.merge(warmer.cache(), values, Integer::sum))
                        .onFailure()
                        .invoke(failure -> LOG.debugf(failure, "cache %s stays cold", warmer.cache()))
                        .onFailure()
                        .recoverWithNull())
                .collect()
                .last()
                .replaceWith(warmed);
    }
}
