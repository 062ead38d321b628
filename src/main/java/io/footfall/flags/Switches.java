package io.footfall.flags;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/** Turns switches as their flags say, within two seconds; while nobody knows how those are, they stay as they are. */
@Singleton
public class Switches {

    private static final Logger LOG = Logger.getLogger(Switches.class);

    private final Flags flags;
    private final List<Switch> switches = new CopyOnWriteArrayList<>();

    Switches(Flags flags) {
        this.flags = flags;
    }

    /**
     * Looks after a switch from now on.
     *
     * @param one the switch
     */
    public void keep(Switch one) {
        switches.add(one);
    }

    /** The flags are in memory as a rule. */
    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> look() {
        return Multi.createFrom()
                .iterable(switches)
                .onItem()
                .transformToUniAndConcatenate(this::look)
                .collect()
                .last();
    }

    private Uni<Void> look(Switch one) {
        return flags.find(one.flag())
                .map(found -> found.map(Flag::isOnForAll).orElse(one.otherwise()))
                .invoke(on -> {
                    if (one.turn(on)) {
                        LOG.infof("%s is turned %s", one.flag(), on ? "on" : "off");
                    }
                })
                .onFailure()
                .recoverWithNull()
                .replaceWithVoid();
    }
}
