package io.footfall.product.views.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.footfall.product.views.model.IgnoredReason;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.Source;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The response to a view of an item whose count is known. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record ViewAnswer(
        @Schema(examples = "s1", description = "The story that was viewed")
        String storyId,

        @Schema(description = "The chapter that was viewed") String chapterId,

        @Schema(examples = "true", description = "Whether the viewer counts for the first time in this dedup window")
        boolean isFirstView,

        @Schema(examples = "42", description = "Persisted and buffered views at this moment, each once")
        long viewCount,

        @Schema(description = "false where the view was not a reader's")
        Boolean counted,

        @Schema(description = "bot or prefetch, where it was not counted", implementation = String.class)
        IgnoredReason reason,

        @Schema(
                description = "Who counted: redis, or database while Redis is away or switched off",
                enumeration = {"redis", "database"})
        Source source,

        @Schema(
                description =
                        "true where Redis is away and may hold the viewer already: then the view is taken back as soon as Redis is"
                                + " there again, and counts once")
        Boolean provisional,

        @Schema(
                description =
                        "true where there may be more views than viewCount says: Postgres is away, and cannot say how many it holds")
        Boolean approximate)
        implements ViewReply {

    static ViewAnswer of(ItemId item, Outcome outcome) {
        boolean story = item.type() == ItemType.STORY;
        IgnoredReason reason = outcome instanceof Outcome.Ignored ignored ? ignored.reason() : null;
        return new ViewAnswer(
                story ? item.id() : null,
                story ? null : item.id(),
                outcome instanceof Outcome.Counted,
                outcome.total().views(),
                reason == null ? null : Boolean.FALSE,
                reason,
                outcome.source(),
                outcome.provisionalOrNull(),
                outcome.total().approximateOrNull());
    }

    @Override
    public int status() {
        return HttpResponseStatus.OK.code();
    }
}
