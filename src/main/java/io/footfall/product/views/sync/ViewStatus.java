package io.footfall.product.views.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.Source;
import io.footfall.product.views.model.SyncRun;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The state of view counting for operators. It is cheap enough to be polled every two seconds. */
@Singleton
public final class ViewStatus {

    /** The route by which views are counted. */
    @RegisterForReflection
    public enum Way {
        /** The Redis route. */
        @JsonProperty("redis")
        REDIS,

        /** The Postgres route, while Redis is unavailable or switched off. */
        @JsonProperty("database")
        DATABASE
    }

    /**
     * The views in Redis that wait for their transfer.
     *
     * @param items the number of stories and chapters
     * @param views the number of their views; null if there are too many items to sum up
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    public record Buffer(
            @Schema(examples = "12") long items,

            @Schema(examples = "480", description = "Missing where more items wait than are looked at, some 100,000")
            Long views) {}

    /**
     * A completed sync.
     *
     * @param at when it ended
     * @param duration its duration in milliseconds
     * @param success false if something failed, which the next sync retries
     * @param stories the number of stories that got views
     * @param chapters the number of chapters that got views
     * @param views the number of views that were transferred
     */
    @RegisterForReflection
    public record Sync(
            Instant at,
            @Schema(description = "Milliseconds") long duration,
            boolean success,
            long stories,
            long chapters,
            long views) {

        static Sync of(SyncRun run) {
            return new Sync(
                    run.finishedAt(),
                    run.durationMillis(),
                    run.success(),
                    run.totals().stories(),
                    run.totals().chapters(),
                    run.totals().views());
        }
    }

    private final CountingRoute route;
    private final SyncBuffer buffer;
    private final SyncHistory history;

    ViewStatus(CountingRoute route, SyncBuffer buffer, SyncHistory history) {
        this.route = route;
        this.buffer = buffer;
        this.history = history;
    }

    /**
     * Returns the route by which this replica counts.
     *
     * @return the current route
     */
    public Way way() {
        return route.source() == Source.REDIS ? Way.REDIS : Way.DATABASE;
    }

    /**
     * Returns the buffered views.
     *
     * @return the sum, which is approximate while views and syncs continue; fails if Redis is unavailable
     */
    public Uni<Buffer> buffer() {
        return buffer.sum();
    }

    /**
     * Returns the last syncs.
     *
     * @return at most 20, latest first; only those of this replica if Redis is unavailable
     */
    public Uni<List<Sync>> syncs() {
        return history.latest().map(runs -> runs.stream().map(Sync::of).toList());
    }
}
