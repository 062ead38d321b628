package io.footfall.product.views.model;

import io.footfall.product.views.sync.SyncBatchParts;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** Settings of counting and transferring views. */
@ConfigMapping(prefix = "footfall.views")
public interface ViewSettings {

    /** How a view of an item is handled that is not in the catalog. */
    enum CatalogMode {
        /** The view is rejected with 404. */
        STRICT,
        /** The view is counted, and the next sync creates the item. */
        OPEN
    }

    /**
     * The length of a dedup window in hours. Windows are aligned to 1970-01-01T00:00Z.
     *
     * @return 1 to 8,760 hours
     */
    @WithDefault("24")
    int dedupWindowHours();

    /**
     * How long the marks of a window are kept after its end, for views that arrive late.
     *
     * @return the time between the end of a window and the expiry of its marks
     */
    @WithDefault("1h")
    Duration lateness();

    /**
     * A Unix cron expression of five fields that schedules the sync.
     *
     * @return the expression, in the time zone of the process; empty if syncs have an interval
     */
    Optional<String> syncCron();

    /**
     * The interval of syncs in hours if there is no cron expression.
     *
     * @return 1 to 168 hours; empty for an interval of 30 seconds
     */
    Optional<Integer> syncIntervalHours();

    /**
     * Whether views are counted through Redis.
     *
     * @return false: views are counted in Postgres, as if Redis were unavailable
     */
    @WithDefault("true")
    boolean redisEnabled();

    /**
     * The lease of the sync lock: how long a replica that is killed during a sync blocks the syncs of other replicas.
     *
     * @return the lease, which is renewed during a sync
     */
    @WithDefault("2s")
    Duration syncLock();

    /**
     * The approximate maximum number of items that are added to Postgres in one transaction. A higher number makes a
     * transaction longer. It also takes more heap, because a sync holds {@link SyncBatchParts#AT_ONCE} times as many
     * items for each of two partitions.
     *
     * @return at least 1
     */
    @WithDefault("5000")
    @Min(1)
    int syncBatch();

    /**
     * The maximum number of views in the journal, which wait until Postgres can tell whether their item exists. Each
     * takes up to about 200 bytes in Redis.
     *
     * @return the maximum of all replicas together; 0: such views are rejected
     */
    @WithDefault("100000")
    @Min(0)
    int mostJournalled();

    /**
     * How views of items are handled that are not in the catalog.
     *
     * @return strict or open
     */
    @WithDefault("strict")
    CatalogMode catalogMode();

    /**
     * The time to live of a cached count.
     *
     * @return 0 to 3,600 seconds; 0: each read queries both stores
     */
    @WithDefault("1s")
    Duration countCacheTtl();

    /**
     * The maximum number of views in one call to Redis. The longest call takes about 1 ms.
     *
     * @return at least 1
     */
    @WithDefault("256")
    @Min(1)
    int largestBatch();

    /**
     * The number of calls to Redis that a replica has in flight at a time, on a Cluster for each partition. With 1,
     * calls get larger as the load grows (group commit). Many calls with a largest batch of 1 are one call per view,
     * which load tests compare with.
     *
     * @return at least 1
     */
    @WithDefault("1")
    @Min(1)
    int callsInFlight();
}
