package io.footfall.product.views;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What operators watch of views, cheap enough to be asked every other second. */
@Singleton
public final class ViewStatus {

    /** Which way views are counted. */
    @RegisterForReflection
    public enum Way {
        /** Through Redis. */
        @JsonProperty("redis")
        REDIS,

        /** Straight into Postgres, while Redis is away or switched off. */
        @JsonProperty("database")
        DATABASE
    }

    /**
     * What waits in Redis for its transfer.
     *
     * @param items stories and chapters
     * @param views their views; null where there are too many items to look at each
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    public record Buffer(
            @Schema(examples = "12") long items,

            @Schema(examples = "480", description = "Missing where more items wait than are looked at, some 100,000")
            Long views) {}

    /**
     * A sync that ended.
     *
     * @param at when it ended
     * @param duration how many milliseconds it took
     * @param success false: something is tried again with the next one
     * @param stories stories that got views
     * @param chapters chapters that got views
     * @param views views that were transferred
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
     * The way that this replica counts.
     *
     * @return as it is now
     */
    public Way way() {
        return route.source() == Source.REDIS ? Way.REDIS : Way.DATABASE;
    }

    /**
     * What is buffered.
     *
     * @return about so, while views and syncs go on; fails where Redis does not answer
     */
    public Uni<Buffer> buffer() {
        return buffer.sum();
    }

    /**
     * The last syncs.
     *
     * @return at most 20, latest first; those of this replica alone where Redis does not answer
     */
    public Uni<List<Sync>> syncs() {
        return history.latest().map(runs -> runs.stream().map(Sync::of).toList());
    }
}
