package io.footfall.capability.leaderboards;

import io.footfall.capability.idempotency.IdempotencyKeys;
import io.footfall.capability.idempotency.Idempotent;
import io.footfall.capability.scores.ScoreChange;
import io.footfall.capability.scores.Scores;
import io.footfall.platform.identity.Roles;
import io.footfall.platform.web.Cursor;
import io.footfall.platform.web.Ids;
import io.footfall.platform.web.InvalidInputException;
import io.footfall.platform.web.Numbers;
import io.footfall.platform.web.Page;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** HTTP endpoints of leaderboards, for other services. */
@Path("/api/leaderboards/{name}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.SERVICE)
@Tag(name = "Counters and leaderboards")
class LeaderboardResource {

    private static final String PERIODS = "all, day, week, yesterday or last-week; days and weeks of UTC";
    private static final int MOST_NEIGHBOURS = 50;

    /** Upper bound of a position in a cursor. A sorted set in Redis cannot hold more members. */
    private static final long MOST_MEMBERS = 1L << 32;

    private final Leaderboards leaderboards;
    private final IdempotencyKeys keys;

    LeaderboardResource(Leaderboards leaderboards, IdempotencyKeys keys) {
        this.leaderboards = leaderboards;
        this.keys = keys;
    }

    /** Request body of a change: either a score or a delta. */
    record Scored(
            @Schema(
                    description = "The score of the member from now on, up to 9007199254740991, or less than zero",
                    examples = "1250")
            Double score,

            @Schema(description = "What to add to it, from 0 where it has none", examples = "50")
            Double delta) {

        private ScoreChange checked() {
            if ((score == null) == (delta == null)) {
                throw new InvalidInputException("score", "or delta is needed, one of both");
            }
            return score == null
                    ? ScoreChange.by(Scores.check("delta", delta))
                    : ScoreChange.to(Scores.check("score", score));
        }
    }

    /** A page of a leaderboard, with the period and the number of members. */
    @RegisterForReflection
    record BoardPage(
            Period period,

            @Schema(examples = "1200", description = "How many the leaderboard holds")
            long members,

            List<LeaderboardEntry> items,

            @Schema(nullable = true, description = "Send it as `cursor` for the next page; null on the last one")
            String nextCursor) {}

    @POST
    @Path("/members/{member}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Idempotent
    @Operation(
            summary = "Set a score, or add to it",
            description =
                    "In all periods that are running: all time, this day, this week. A `delta` is not idempotent by itself: with"
                            + " `Idempotency-Key` it is.")
    @APIResponse(responseCode = "200", description = "The score of all time, and where it stands")
    public Uni<LeaderboardEntry> change(
            @Parameter(example = "spring") @RestPath String name,
            @Parameter(example = "u1") @RestPath String member,
            Scored body,
            @Context HttpServerRequest request) {
        String board = Ids.check("name", name);
        String id = Ids.check("member", member);
        ScoreChange change = (body == null ? new Scored(null, null) : body).checked();
        return keys.of(request)
                .chain(key -> leaderboards.change(board, id, change.once(key)))
                .map(changed -> LeaderboardEntry.of(changed.after().orElseThrow(Leaderboards::unknown)));
    }

    @GET
    @Operation(
            summary = "Read a leaderboard",
            description =
                    "The best first, paged by cursor. Members of equal scores share the best of their places and follow each other by id.")
    @APIResponse(responseCode = "200", description = "A page; empty where there is no such leaderboard")
    public Uni<BoardPage> read(
            @Parameter(example = "spring") @RestPath String name,
            @Parameter(description = PERIODS, example = "week") @RestQuery @DefaultValue("all") String period,
            @Parameter(description = "1 to 100", schema = @Schema(type = SchemaType.INTEGER, defaultValue = "20"))
                    @RestQuery
                    @DefaultValue("20")
                    String limit,
            @Parameter(description = "nextCursor of the page before") @RestQuery String cursor) {
        Period wanted = Period.of(period);
        int most = Page.limitOf(limit);
        long from = cursor == null ? 0 : Cursor.readNumber(cursor, MOST_MEMBERS);
        return leaderboards
                .section(Ids.check("name", name), wanted, from, most + 1)
                .map(section -> {
                    Page<LeaderboardEntry> page = Page.of(
                            section.members().stream().map(LeaderboardEntry::of).toList(),
                            most,
                            last -> Cursor.of(Long.toString(from + most)));
                    return new BoardPage(wanted, section.size(), page.items(), page.nextCursor());
                });
    }

    @GET
    @Path("/members/{member}")
    @Operation(summary = "Read where a member stands", description = "With those next to it, the best first.")
    @APIResponse(responseCode = "200", description = "The member and its neighbours")
    @APIResponse(responseCode = "404", description = "There is no such member in that period")
    public Uni<Neighbourhood> around(
            @Parameter(example = "spring") @RestPath String name,
            @Parameter(example = "u1") @RestPath String member,
            @Parameter(description = PERIODS, example = "all") @RestQuery @DefaultValue("all") String period,
            @Parameter(
                            description = "How many before it, and behind it, 0 to 50",
                            schema = @Schema(type = SchemaType.INTEGER, defaultValue = "2"))
                    @RestQuery
                    @DefaultValue("2")
                    String neighbours) {
        return leaderboards.around(
                Ids.check("name", name), Period.of(period), Ids.check("member", member), besideOf(neighbours));
    }

    private static int besideOf(String neighbours) {
        return Numbers.within("neighbours", neighbours, 0, MOST_NEIGHBOURS);
    }

    @DELETE
    @Path("/members/{member}")
    @Operation(summary = "Remove a member", description = "From all periods.")
    @APIResponse(responseCode = "204", description = "It is gone")
    @APIResponse(responseCode = "404", description = "There was no such member")
    public Uni<Void> remove(
            @Parameter(example = "spring") @RestPath String name, @Parameter(example = "u1") @RestPath String member) {
        return leaderboards.remove(Ids.check("name", name), Ids.check("member", member));
    }
}
