package io.footfall.product.views.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.identity.Viewer;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.UnknownItemException;
import io.footfall.platform.web.UserIds;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.footfall.product.views.counting.CallerLimits;
import io.footfall.product.views.counting.Crawlers;
import io.footfall.product.views.counting.ViewService;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.DedupWindows;
import io.footfall.product.views.model.IgnoredReason;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.Source;
import io.footfall.product.views.model.ViewScope;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Endpoint for views that a service reports in batches. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Views")
class BatchResource {

    private static final int MOST_VIEWS = 1_000;

    /** The request body. */
    record Views(
            @Schema(required = true, minItems = 1, maxItems = 1_000)
            List<View> views) {}

    record View(
            @Schema(
                    required = true,
                    enumeration = {"story", "chapter"})
            ItemType type,

            @Schema(required = true, pattern = Ids.PATTERN, examples = "s1")
            String id,

            @Schema(pattern = UserIds.PATTERN, examples = "u1")
            String userId,

            ViewInput.ClientInfo clientInfo,

            @Schema(description = "When it happened; now where missing. Its dedup window must still be held")
            Instant at) {}

    /** The response body: one result per view, in the order of the views. */
    record Answers(List<Answer> items) {}

    /** The result for one view. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Answer(
            ItemType type,
            String id,

            @Schema(
                    description =
                            "null where nobody could tell whether there is such an item, because Postgres is away: the view is kept,"
                                    + " and counted when Postgres is back if there is one",
                    nullable = true)
            @JsonInclude
            Boolean counted,

            Boolean isFirstView,
            Long viewCount,
            @Schema(implementation = String.class) IgnoredReason reason,

            @Schema(enumeration = {"redis", "database"}) Source source,

            @Schema(
                    description =
                            "true where the view is taken back should Redis, which is away, hold the viewer already")
            Boolean provisional,

            @Schema(description = "true where there may be more views than viewCount says, because Postgres is away")
            Boolean approximate,

            @Schema(examples = "There is no such story.") String error) {

        static Answer of(View view, Outcome outcome) {
            if (outcome instanceof Outcome.Journalled) {
                return new Answer(view.type(), view.id(), null, null, null, null, outcome.source(), null, null, null);
            }
            boolean first = outcome instanceof Outcome.Counted;
            IgnoredReason reason = outcome instanceof Outcome.Ignored ignored ? ignored.reason() : null;
            return new Answer(
                    view.type(),
                    view.id(),
                    first,
                    first,
                    outcome.total().views(),
                    reason,
                    outcome.source(),
                    outcome.provisionalOrNull(),
                    outcome.total().approximateOrNull(),
                    null);
        }

        static Answer failed(View view, Throwable failure) {
            return new Answer(view.type(), view.id(), false, null, null, null, null, null, null, failure.getMessage());
        }
    }

    private final ViewService views;
    private final DedupWindows windows;
    private final Crawlers crawlers;

    BatchResource(ViewService views, DedupWindows windows, Crawlers crawlers) {
        this.views = views;
        this.windows = windows;
        this.crawlers = crawlers;
    }

    @POST
    @Path("/views")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.SERVICE)
    @Operation(
            summary = "Count up to 1,000 views",
            description = "Answered view by view, in order. A view that cannot be counted carries an error and does not"
                    + " keep the others from being counted.")
    @APIResponse(responseCode = "200", description = "What became of each view")
    public Uni<Answers> count(Views batch) {
        if (batch == null
                || batch.views() == null
                || batch.views().isEmpty()
                || batch.views().size() > MOST_VIEWS) {
            throw new InvalidInputException("views", "takes 1 to 1000 views");
        }
        return Uni.join()
                .all(batch.views().stream().map(this::answer).toList())
                .andFailFast()
                .map(Answers::new);
    }

    private Uni<Answer> answer(View view) {
        if (view == null) {
            throw new InvalidInputException("views", "takes objects");
        }
        return Uni.createFrom()
                .deferred(() -> count(view))
                .map(outcome -> Answer.of(view, outcome))
                .onFailure(BatchResource::isOfThisView)
                .recoverWithItem(failure -> Answer.failed(view, failure));
    }

    private static boolean isOfThisView(Throwable failure) {
        return failure instanceof InvalidInputException
                || failure instanceof UnknownItemException
                || failure instanceof StoreUnavailableException;
    }

    private Uni<? extends Outcome> count(View view) {
        if (view.type() == null) {
            throw new InvalidInputException("type", "takes story or chapter");
        }
        ItemId item = new ItemId(view.type(), view.id());
        ViewInput input = new ViewInput(view.userId(), view.clientInfo());
        Viewer viewer =
                input.viewer().orElseThrow(() -> new InvalidInputException("userId", "or clientInfo is missing"));
        Optional<DedupRetention> then = Optional.ofNullable(view.at()).map(this::windowOf);
        if (crawlers.isCrawler(input.userAgent())) {
            return views.ignore(item, IgnoredReason.BOT);
        }
        return then.map(retention -> views.count(item, ViewScope.ITEM, viewer, retention))
                .orElseGet(() -> views.count(item, ViewScope.ITEM, viewer, CallerLimits.NONE));
    }

    private DedupRetention windowOf(Instant at) {
        return windows.at(at).orElseThrow(() -> new InvalidInputException("at", "lies outside the windows still held"));
    }
}
