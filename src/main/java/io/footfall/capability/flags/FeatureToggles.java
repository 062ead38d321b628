package io.footfall.capability.flags;

import io.footfall.platform.store.RecoveredFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/**
 * Updates the registered toggles from their flags: within two seconds of a change, or within about a minute if the
 * replica missed the invalidation because Redis was unavailable. If a flag cannot be read, its toggle keeps its value.
 */
@Singleton
public class FeatureToggles {

    private static final Logger LOG = Logger.getLogger(FeatureToggles.class);

    private final Flags flags;
    private final MeterRegistry metrics;
    private final List<FeatureToggle> switches = new CopyOnWriteArrayList<>();

    FeatureToggles(Flags flags, MeterRegistry metrics) {
        this.flags = flags;
        this.metrics = metrics;
    }

    /**
     * Registers a toggle, which is updated from now on.
     *
     * @param one the toggle
     */
    public void keep(FeatureToggle one) {
        switches.add(one);
        Gauge.builder("footfall.switch", one, kept -> kept.isOn() ? 1 : 0)
                .description("1 while what the flag turns is on in this replica")
                .tag("flag", one.flag())
                .register(metrics);
    }

    /** Whether a flag controls a feature of this service. Only operators may change such a flag. */
    boolean areTurnedBy(String flag) {
        return switches.stream().anyMatch(one -> one.flag().equals(flag));
    }

    /** Usually reads from memory only, because flags are cached. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return Multi.createFrom()
                .iterable(switches)
                .onItem()
                .transformToUniAndConcatenate(this::look)
                .collect()
                .last();
    }

    private Uni<Void> look(FeatureToggle one) {
        return flags.find(one.flag())
                .map(found -> found.map(Flag::isOnForAll).orElse(one.otherwise()))
                .invoke(on -> {
                    if (one.turn(on)) {
                        LOG.infof("%s is turned %s", one.flag(), on ? "on" : "off");
                    }
                })
                .plug(RecoveredFailure.READ_FLAGS::ignore)
                .replaceWithVoid();
    }
}
