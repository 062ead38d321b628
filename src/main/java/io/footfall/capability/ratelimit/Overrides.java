package io.footfall.capability.ratelimit;

import io.footfall.platform.store.RecoveredFailure;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All overrides, cached in the memory of each replica: they are few, and every hit checks them. Read again when any
 * replica writes one, and every 30 seconds in case a notification was missed. While Postgres is unavailable the last
 * known overrides stay in effect.
 */
@Singleton
class Overrides {

    private final OverrideStore store;
    private final Clock clock;
    private final AtomicLong reads = new AtomicLong();
    private volatile Map<String, Map<String, KeyOverride>> byPolicy = Map.of();
    private long taken;

    Overrides(OverrideStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        RecoveredFailure.READ_LIMIT_OVERRIDES.attempt(readAgain());
    }

    @Scheduled(every = "30s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> lookAgain() {
        return readAgain()
                .chain(() -> store.prune(clock.instant()))
                .plug(RecoveredFailure.READ_LIMIT_OVERRIDES::ignore);
    }

    /** Reads all overrides from Postgres. */
    Uni<Void> readAgain() {
        return Uni.createFrom().deferred(() -> {
            long number = reads.incrementAndGet();
            return store.all(clock.instant())
                    .invoke(overrides -> take(overrides, number))
                    .replaceWithVoid();
        });
    }

    /** Stores the result of a read. Of two overlapping reads, the one that began later wins. */
    private synchronized void take(List<KeyOverride> overrides, long number) {
        if (number < taken) {
            return;
        }
        taken = number;
        Map<String, Map<String, KeyOverride>> read = new HashMap<>();
        overrides.forEach(override -> read.computeIfAbsent(override.policy(), policy -> new HashMap<>())
                .put(override.key(), override));
        byPolicy = read;
    }

    Optional<KeyOverride> of(Policy policy, LimitSubject subject) {
        Map<String, KeyOverride> ofPolicy = byPolicy.get(policy.name());
        return ofPolicy == null
                ? Optional.empty()
                : Optional.ofNullable(ofPolicy.get(subject.text()))
                        .filter(override -> !override.isOverAt(clock.instant()));
    }
}
