package io.footfall;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Begins nothing that is scheduled once the service ends: it would run when what it needs is gone. */
@Singleton
class SchedulerPause {

    private final Scheduler scheduler;

    SchedulerPause(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    void pause(@Observes ShutdownEvent event) {
        scheduler.pause();
    }
}
