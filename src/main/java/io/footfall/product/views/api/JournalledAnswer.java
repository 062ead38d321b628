package io.footfall.product.views.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.footfall.product.views.model.Source;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The response to a view of an item whose existence cannot be checked now. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
record JournalledAnswer(
        @Schema(examples = "s1", description = "The story that was viewed")
        String storyId,

        @Schema(description = "The chapter that was viewed") String chapterId,

        @Schema(description = "Always null: whether the view counts is known when Postgres is back", nullable = true)
        @JsonInclude
        Boolean counted,

        @Schema(
                description = "Who keeps the view",
                enumeration = {"redis"})
        Source source)
        implements ViewReply {

    static JournalledAnswer of(ItemId item) {
        boolean story = item.type() == ItemType.STORY;
        return new JournalledAnswer(story ? item.id() : null, story ? null : item.id(), null, Source.REDIS);
    }

    @Override
    public int status() {
        return HttpResponseStatus.ACCEPTED.code();
    }
}
