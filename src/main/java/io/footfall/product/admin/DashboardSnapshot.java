package io.footfall.product.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.product.views.sync.ViewStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The state of the service at one moment, as the dashboard shows it to operators. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@RegisterForReflection(ignoreNested = false)
@Schema(name = "Figures")
record DashboardSnapshot(
        Instant at,

        @Schema(examples = "5f1c08aa", description = "Names the replica that answers, until it ends")
        String replica,

        @Schema(description = "platform: rates are of all replicas; replica: of the one that answers alone")
        CountScope scope,

        @Schema(description = "Since when hit rates are counted that are not of the last minute")
        Instant since,

        Views views,

        @Schema(description = "What waits in Redis; missing while it does not answer")
        ViewStatus.Buffer buffer,

        @Schema(description = "The last 20 syncs, latest first")
        List<ViewStatus.Sync> syncs,

        @Schema(description = "Named caches") Map<String, Cache> caches,

        @Schema(description = "What is over the limit, by policy")
        Map<String, Refusals> refusals,

        Jobs jobs,
        Notifications notifications,
        StoreStatus.Redis redis,
        StoreStatus.Postgres postgres) {

    /** Views per second, averaged over the last five seconds. */
    record Views(
            @Schema(examples = "120.2") double firstPerSecond,
            @Schema(examples = "41.0") double repeatPerSecond,

            @Schema(examples = "3.4", description = "Of crawlers, previews and prefetches")
            double ignoredPerSecond,

            @Schema(description = "Where the replica that answers counts views now")
            ViewStatus.Way countedIn) {}

    /** The reads of a named cache by result. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Cache(
            @Schema(examples = "310.6") double requestsPerSecond,
            long hits,
            long stale,
            long misses,

            @Schema(
                    examples = "0.97",
                    description = "Of the last minute, stale answers included; missing without reads")
            Double hitRateLastMinute,

            @Schema(examples = "0.94", description = "Since `since`; missing without reads")
            Double hitRate) {}

    /** Rate limit checks that were over the limit of a policy. */
    record Refusals(
            @Schema(examples = "0.4") double perSecond,
            @Schema(examples = "12") long lastMinute,

            @Schema(examples = "0", description = "Let through in the last minute, because the policy only watches")
            long shadowedLastMinute) {}

    /** Jobs of all queues by state, at most 15 seconds old. */
    record Jobs(long ready, long delayed, long claimed, long dead) {}

    /** Rates of notifications, and the number of open notification streams. */
    record Notifications(
            @Schema(examples = "2.0", description = "Asked for by services")
            double createdPerSecond,

            @Schema(examples = "1.2", description = "Handed to streams as they were created")
            double toldPerSecond,

            @Schema(examples = "17", description = "Streams open on the replica that answers")
            long streams) {}
}
