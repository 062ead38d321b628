package io.footfall.capability.cache;

import io.footfall.capability.jobs.Enqueued;
import io.footfall.capability.jobs.JobQueues;
import io.footfall.capability.jobs.JobWorkers;
import io.footfall.capability.jobs.NewJob;
import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Warms the caches at startup and when an operator requests it. It is a job, so one replica warms the caches however
 * many start at once, and all replicas read the values from Redis. Without Redis, each replica warms its own caches.
 */
@Singleton
class Warming {

    /** The job queue. */
    static final String QUEUE = "footfall-cache";

    private static final Logger LOG = Logger.getLogger(Warming.class);
    private static final Duration VISIBILITY = Duration.ofMinutes(1);

    /**
     * Replicas that start within the same interval of this length belong to one deployment and enqueue one job
     * together.
     */
    private static final Duration DEPLOYMENT = Duration.ofMinutes(5);

    private static final String NO_PAYLOAD = "{}";

    private final List<CacheWarmer> warmers;
    private final JobQueues jobs;
    private final JobWorkers workers;
    private final Clock clock;

    Warming(@All List<CacheWarmer> warmers, JobQueues jobs, JobWorkers workers, Clock clock) {
        this.warmers = warmers;
        this.jobs = jobs;
        this.workers = workers;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        workers.start(QUEUE, 1, VISIBILITY, job -> warm());
        long deployment = clock.millis() / DEPLOYMENT.toMillis();
        jobs.enqueue(QUEUE, NewJob.of(NO_PAYLOAD).withId("start-" + deployment))
                .replaceWithVoid()
                .onFailure()
                .invoke(RecoveredFailure.WARM_CACHES::record)
                .onFailure()
                .recoverWithUni(() -> warm())
                .plug(RecoveredFailure.WARM_CACHES::ignore)
                .subscribe()
                .with(done -> LOG.debug("caches are warmed by a job"));
    }

    /** Enqueues a job that warms the caches. Fails if Redis is unavailable. */
    Uni<Enqueued> request() {
        return jobs.enqueue(QUEUE, NewJob.of(NO_PAYLOAD));
    }

    /** Runs all warmers. Fails if any of them failed, after all have run. */
    private Uni<Void> warm() {
        Map<String, Integer> warmed = new TreeMap<>();
        return Multi.createFrom()
                .iterable(warmers)
                .onItem()
                .transformToUni(
                        warmer -> warmer.warm().invoke(values -> warmed.merge(warmer.cache(), values, Integer::sum)))
                .collectFailures()
                .concatenate()
                .collect()
                .last()
                .onTermination()
                .invoke(() -> LOG.infof("caches are warm: %s", warmed))
                .replaceWithVoid();
    }
}
