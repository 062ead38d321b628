package io.footfall.product.views;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** How views are counted and transferred. */
@ConfigMapping(prefix = "footfall.views")
interface ViewSettings {

    /** What happens to a view of an item that the catalog does not hold. */
    enum CatalogMode {
        /** It is refused with 404. */
        STRICT,
        /** It is counted, and the item is created with the next sync. */
        OPEN
    }

    /** Length of a dedup window: hours, aligned to 1970-01-01T00:00Z. */
    @WithDefault("24")
    int dedupWindowHours();

    /** How long a window's viewers are kept after its end, for views that arrive late. */
    @WithDefault("1h")
    Duration lateness();

    /** Unix cron of five fields that triggers the sync. */
    Optional<String> syncCron();

    /** Hours between syncs, where there is no cron; without either it is 30 seconds. */
    Optional<Integer> syncIntervalHours();

    /** Whether views are counted through Redis; if not they are counted in Postgres, as if Redis were down. */
    @WithDefault("true")
    boolean redisEnabled();

    /** How long a replica that dies in the middle of a sync keeps the others from syncing. */
    @WithDefault("2s")
    Duration syncLock();

    /**
     * About how many items are added to Postgres in one transaction at most. The more, the longer one takes, and the more heap a sync,
     * which holds {@link SyncBatchParts#AT_ONCE} times as many of each of two partitions.
     */
    @WithDefault("5000")
    @Min(1)
    int syncBatch();

    /**
     * How many views the journal holds that wait for Postgres to say whether there is such an item, some 200 bytes of Redis each at most; 0:
     * such views are refused.
     */
    @WithDefault("100000")
    @Min(0)
    int mostJournalled();

    /** What happens to unknown items. */
    @WithDefault("strict")
    CatalogMode catalogMode();

    /** How long a count that was read is answered again; zero: each read asks both stores. */
    @WithDefault("1s")
    Duration countCacheTtl();

    /** Most views that go into one call to Redis: what a call takes longest is about 1 ms. */
    @WithDefault("256")
    @Min(1)
    int largestBatch();

    /**
     * Calls to Redis that a replica has in flight at a time, on a Cluster for each partition. With one, calls get larger as
     * the load grows (group commit); with many and a largest batch of 1 it is one call per view, which load tests compare with.
     */
    @WithDefault("1")
    @Min(1)
    int callsInFlight();
}
