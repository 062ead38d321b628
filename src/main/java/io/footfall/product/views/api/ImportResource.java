package io.footfall.product.views.api;

import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.JsonBody;
import io.footfall.platform.web.LongOperations;
import io.footfall.product.views.counting.Crawlers;
import io.footfall.product.views.counting.ViewService;
import io.footfall.product.views.ingest.ImportSummary;
import io.footfall.product.views.ingest.ImportThread;
import io.footfall.product.views.ingest.ItemPattern;
import io.footfall.product.views.ingest.LineSplitter;
import io.footfall.product.views.ingest.LogImport;
import io.footfall.product.views.model.DedupWindows;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.vertx.MultiHelper;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Endpoint that imports views from the log of a web server. */
@Path("/api")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Views")
class ImportResource {

    private static final int LINES_AT_ONCE = 500;

    private final Vertx vertx;
    private final ViewService views;
    private final DedupWindows windows;
    private final Crawlers crawlers;
    private final ImportThread thread;

    ImportResource(Vertx vertx, ViewService views, DedupWindows windows, Crawlers crawlers, ImportThread thread) {
        this.vertx = vertx;
        this.views = views;
        this.windows = windows;
        this.crawlers = crawlers;
        this.thread = thread;
    }

    static void takesLong(@Observes LongOperations operations) {
        operations.add("/api/views/import");
    }

    @POST
    @Path("/views/import")
    @Consumes(MediaType.TEXT_PLAIN)
    @RolesAllowed(Roles.OPERATOR)
    @Operation(
            summary = "Import a log",
            description =
                    "A log in the combined format, read as a stream of any length. Dedup windows follow the log's"
                            + " own times. An import that broke off is simply sent again: what was counted is not counted twice.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.TEXT_PLAIN,
                            schema =
                                    @Schema(
                                            type =
                                                    org.eclipse.microprofile.openapi.annotations.enums.SchemaType
                                                            .STRING)))
    @APIResponse(responseCode = "200", description = "What became of the lines")
    public Uni<ImportSummary> importLog(
            @Parameter(
                            description =
                                    "RE2 expression that maps paths to items, with the groups type and id, or id alone;"
                                            + " at most 1000 characters, and 500 instructions with its repetitions written out",
                            example = "^/stories/(?<id>[A-Za-z0-9_-]+)")
                    @RestQuery
                    String pattern,
            HttpServerRequest request) {
        Context context = vertx.getOrCreateContext();
        // Paused until a subscriber reads the body, so that no part of the log is delivered before.
        request.pause();
        return Uni.createFrom()
                .item(() -> ItemPattern.of(pattern))
                .runSubscriptionOn(thread)
                .emitOn(reading -> context.runOnContext(unused -> reading.run()))
                .map(paths -> new LogImport(paths, views, windows, crawlers, thread))
                .chain(log -> log.run(lines(request), LINES_AT_ONCE, context));
    }

    private static Multi<String> lines(HttpServerRequest request) {
        LineSplitter splitter = new LineSplitter();
        JsonBody.askFor(request);
        return Multi.createBy()
                .concatenating()
                .streams(
                        MultiHelper.<Buffer>toMulti(request).onItem().transformToIterable(splitter::feed),
                        Multi.createFrom().deferred(() -> Multi.createFrom().iterable(splitter.rest())));
    }
}
