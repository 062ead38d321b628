package io.footfall.product.analytics;

import io.footfall.platform.store.RecoveredFailure;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Adds the accumulated views to the trends in Redis, once per second. Views of a failed call are added later; where
 * only the reply was lost, they are added twice.
 *
 * <p>A trend that is missing in Redis is started from the history in Postgres. The history contains the views that were
 * counted in Postgres while Redis was unavailable, but not yet those that Redis has just counted. Therefore the current
 * views are added after the start only where no views were left over from a time when Redis was unavailable.
 */
@Singleton
class TrendFeed {

    private static final Logger LOG = Logger.getLogger(TrendFeed.class);
    private static final int MOST_IN_A_BEAT = 500;

    private final ViewAccumulator accumulator;
    private final TrendStore trends;
    private final TrendHistory history;
    private final Clock clock;

    /** The item types that have views left over from calls that failed while Redis was unavailable. */
    private final Set<ItemType> behind = ConcurrentHashMap.newKeySet();

    TrendFeed(ViewAccumulator accumulator, TrendStore trends, TrendHistory history, Clock clock) {
        this.accumulator = accumulator;
        this.trends = trends;
        this.history = history;
        this.clock = clock;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> beat() {
        Map<ItemId, Long> views = accumulator.beat();
        return Multi.createFrom()
                .items(ItemType.values())
                .onItem()
                .transformToUniAndConcatenate(
                        type -> addSafely(type, ViewAccumulator.most(views, type, MOST_IN_A_BEAT)))
                .collect()
                .last();
    }

    private Uni<Void> addSafely(ItemType type, List<Map.Entry<ItemId, Long>> views) {
        return trends.add(type, views)
                .onFailure()
                .invoke(() -> isBehind(type, views))
                .chain(added -> added ? Uni.createFrom().voidItem() : begin(type, views))
                .invoke(() -> behind.remove(type))
                .onFailure()
                .invoke(() -> accumulator.giveBack(views))
                .plug(RecoveredFailure.FEED_TRENDS::ignore);
    }

    private void isBehind(ItemType type, List<Map.Entry<ItemId, Long>> views) {
        if (!views.isEmpty()) {
            behind.add(type);
        }
    }

    private Uni<Void> begin(ItemType type, List<Map.Entry<ItemId, Long>> views) {
        return begin(type).invoke(() -> {
            if (!behind.contains(type)) {
                accumulator.giveBack(views);
            }
        });
    }

    private Uni<Void> begin(ItemType type) {
        return Multi.createFrom()
                .items(Stream.of(TrendWindow.values()).map(window -> new Trend(type, window)))
                .onItem()
                .transformToUniAndConcatenate(
                        trend -> history.top(trend, clock.instant()).chain(items -> trends.begin(trend, items)))
                .collect()
                .last();
    }
}
