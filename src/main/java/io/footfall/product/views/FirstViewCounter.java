package io.footfall.product.views;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many first views Redis answered to this replica, by era. What all replicas report of an era, less what was
 * transferred, is what a Redis that lost its memory has lost.
 */
@Singleton
final class FirstViewCounter {

    private static final class Count {
        private final AtomicLong counted = new AtomicLong();
        private volatile long reported;
    }

    private final UUID replica = UUID.randomUUID();
    private final Map<Long, Count> eras = new ConcurrentHashMap<>();

    void counted(long era, int firstViews) {
        if (firstViews > 0) {
            eras.computeIfAbsent(era, unused -> new Count()).counted.addAndGet(firstViews);
        }
    }

    /** Reports what has changed; what cannot be reported is so the next time. */
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
