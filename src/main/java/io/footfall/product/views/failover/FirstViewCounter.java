package io.footfall.product.views.failover;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the first views that Redis replied to this replica, by era. For an era that has ended, the sum of the reports
 * of all replicas, less the transferred views, is the number of views that Redis lost. Thread-safe.
 */
@Singleton
public final class FirstViewCounter {

    private static final class Count {
        private final AtomicLong counted = new AtomicLong();
        private volatile long reported;
    }

    private final UUID replica = UUID.randomUUID();
    private final Map<Long, Count> eras = new ConcurrentHashMap<>();

    /**
     * Adds first views that Redis replied.
     *
     * @param era the era of the call
     * @param firstViews the number of first views in the reply; 0 changes nothing
     */
    public void counted(long era, int firstViews) {
        if (firstViews > 0) {
            eras.computeIfAbsent(era, unused -> new Count()).counted.addAndGet(firstViews);
        }
    }

    /** Reports the eras whose count has changed. A report that fails is repeated the next time. */
    Uni<Void> report(FallbackStore fallback) {
        return Multi.createFrom()
                .iterable(eras.entrySet())
                .onItem()
                .transformToUniAndConcatenate(era -> report(fallback, era.getKey(), era.getValue()))
                .collect()
                .last();
    }

    private Uni<Void> report(FallbackStore fallback, long era, Count count) {
        long views = count.counted.get();
        return views == count.reported
                ? Uni.createFrom().voidItem()
                : fallback.report(era, replica, views).invoke(() -> count.reported = views);
    }
}
