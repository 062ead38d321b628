package io.footfall.capability.leaderboards;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.sync;
import static io.footfall.support.ServiceUnderTest.CRON;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.capability.scores.Amnesia;
import io.footfall.capability.scores.ScoreChange;
import io.footfall.capability.scores.ScoreSet;
import io.footfall.capability.scores.Scores;
import io.footfall.platform.redis.PartitionId;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class LeaderboardsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String name = newId();
    private final String board = "/api/leaderboards/" + name;

    @Inject
    Scores scores;

    private ValidatableResponse change(String member, String body) {
        return as(SERVICE).body(body).post(board + "/members/" + member).then();
    }

    private ValidatableResponse read(String query) {
        return as(SERVICE).get(board + query).then();
    }

    private ValidatableResponse around(String member, String query) {
        return read("/members/" + member + query);
    }

    @Test
    void membersStandByTheirScores() {
        change("ada", "{\"score\": 100}")
                .statusCode(200)
                .body("score", equalTo(100))
                .body("rank", equalTo(1));
        change("bob", "{\"delta\": 250.5}").body("score", equalTo(250.5f)).body("rank", equalTo(1));
        change("cy", "{\"score\": 100}").body("rank", equalTo(2));
        change("dee", "{\"delta\": -5}").body("score", equalTo(-5)).body("rank", equalTo(4));

        read("").statusCode(200)
                .body("period", equalTo("all"))
                .body("members", equalTo(4))
                .body("items.member", contains("bob", "ada", "cy", "dee"))
                .body("items.rank", contains(1, 2, 2, 4))
                .body("nextCursor", nullValue());
        change("ada", "{\"delta\": 200}").body("score", equalTo(300)).body("rank", equalTo(1));
        change("ada", "{\"score\": 1}").body("score", equalTo(1)).body("rank", equalTo(3));
    }

    @Test
    void aLeaderboardIsReadPageByPage() {
        for (int i = 1; i <= 5; i++) {
            change("m" + i, "{\"score\": " + 10 * i + "}");
        }

        String second = read("?limit=2")
                .body("items.member", contains("m5", "m4"))
                .body("members", equalTo(5))
                .extract()
                .path("nextCursor");
        String third = read("?limit=2&cursor=" + second)
                .body("items.member", contains("m3", "m2"))
                .body("items.rank", contains(3, 4))
                .extract()
                .path("nextCursor");
        read("?limit=2&cursor=" + third).body("items.member", contains("m1")).body("nextCursor", nullValue());
    }

    @Test
    void aMemberIsSeenWithThoseNextToIt() {
        for (int i = 1; i <= 7; i++) {
            change("m" + i, "{\"score\": " + 10 * i + "}");
        }

        around("m4", "")
                .statusCode(200)
                .body("member", equalTo("m4"))
                .body("score", equalTo(40))
                .body("rank", equalTo(4))
                .body("members", equalTo(7))
                .body("neighbours.member", contains("m6", "m5", "m4", "m3", "m2"))
                .body("neighbours.rank", contains(2, 3, 4, 5, 6));
        around("m7", "?neighbours=1").body("neighbours.member", contains("m7", "m6"));
        around("m1", "?neighbours=0").body("neighbours.member", contains("m1")).body("rank", equalTo(7));
        around("nobody", "").statusCode(404).contentType("application/problem+json");
    }

    @Test
    void theDayAndTheWeekBeginAtNothing() {
        change("ada", "{\"delta\": 10}");
        change("ada", "{\"delta\": 5}");

        for (String period : List.of("all", "day", "week")) {
            around("ada", "?period=" + period).body("score", equalTo(15)).body("period", equalTo(period));
        }
        for (String period : List.of("yesterday", "last-week")) {
            around("ada", "?period=" + period).statusCode(404);
            read("?period=" + period).statusCode(200).body("items", empty());
        }
    }

    private Leaderboards on(LocalDate day) {
        Instant noon = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
        return new Leaderboards(scores, Clock.fixed(noon, ZoneOffset.UTC));
    }

    private String winner(LocalDate day, Period period) {
        var members =
                on(day).section(name, period, 0, 1).await().atMost(PATIENCE).members();
        return members.isEmpty()
                ? "nobody"
                : members.get(0).member() + " " + members.get(0).score();
    }

    /** A Sunday and the days after it, in the future, because Redis expires past days. */
    @Test
    void daysAndWeeksFollowEachOther() {
        LocalDate sunday = LocalDate.of(2100, 1, 3);
        LocalDate monday = sunday.plusDays(1);
        on(sunday).change(name, "ada", ScoreChange.by(10)).await().atMost(PATIENCE);
        on(monday).change(name, "bob", ScoreChange.by(7)).await().atMost(PATIENCE);
        on(monday).change(name, "ada", ScoreChange.by(1)).await().atMost(PATIENCE);

        assertThat(winner(sunday, Period.DAY)).isEqualTo("ada 10.0");
        assertThat(winner(sunday, Period.WEEK)).isEqualTo("ada 10.0");
        assertThat(winner(sunday.minusDays(6), Period.WEEK)).isEqualTo("ada 10.0");
        assertThat(winner(monday, Period.DAY)).isEqualTo("bob 7.0");
        assertThat(winner(monday, Period.WEEK)).isEqualTo("bob 7.0");
        assertThat(winner(monday, Period.YESTERDAY)).isEqualTo("ada 10.0");
        assertThat(winner(monday, Period.LAST_WEEK)).isEqualTo("ada 10.0");
        assertThat(winner(monday, Period.ALL)).isEqualTo("ada 11.0");
        assertThat(winner(monday.plusDays(6), Period.WEEK)).isEqualTo("bob 7.0");
        assertThat(winner(monday.plusDays(7), Period.WEEK)).isEqualTo("nobody");
        assertThat(winner(monday.plusDays(2), Period.YESTERDAY)).isEqualTo("nobody");
    }

    @Test
    void aMemberThatIsRemovedIsGoneEverywhere() {
        change("ada", "{\"score\": 10}");
        change("bob", "{\"score\": 20}");

        as(SERVICE).delete(board + "/members/bob").then().statusCode(204);
        as(SERVICE).delete(board + "/members/bob").then().statusCode(404);

        for (String period : List.of("all", "day", "week")) {
            read("?period=" + period).body("items.member", contains("ada")).body("members", equalTo(1));
        }
        change("bob", "{\"delta\": 1}").body("score", equalTo(1));
    }

    @Test
    void scoresSurviveARedisThatForgetsThem() {
        change("ada", "{\"score\": 10.25}");
        change("bob", "{\"score\": 20}");
        sync().body("success", equalTo(true));

        Amnesia.of(new ScoreSet("b:" + name, PartitionId.of(name)));

        read("?period=week").body("items.member", contains("bob", "ada")).body("items.score", contains(20, 10.25f));
        around("ada", "").body("rank", equalTo(2));
        change("ada", "{\"delta\": 10}").body("score", equalTo(20.25f)).body("rank", equalTo(1));
    }

    @Test
    void aDeltaUnderAKeyCountsOnce() {
        for (int i = 0; i < 3; i++) {
            as(SERVICE)
                    .header("Idempotency-Key", name)
                    .body("{\"delta\": 5}")
                    .post(board + "/members/ada")
                    .then()
                    .statusCode(200)
                    .body("score", equalTo(5));
        }
        around("ada", "").body("score", equalTo(5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "{\"score\": null}",
                "{\"score\": 1, \"delta\": 1}",
                "{\"score\": \"1\"}",
                "{\"delta\": true}",
                "{\"score\": 9007199254740992}",
                "{\"score\": -1e300}",
                "{\"score\": 1e999}",
                "{\"score\": NaN}",
                "{\"score\": Infinity}",
                "{\"score\": 1"
            })
    void whatIsNoScoreIsRefused(String body) {
        change("ada", body).statusCode(400).contentType("application/problem+json");
        around("ada", "").statusCode(404);
    }

    @Test
    void aSumOutOfRangeIsRefused() {
        change("ada", "{\"score\": 9007199254740991}").statusCode(200);
        change("ada", "{\"delta\": 1}").statusCode(400);
        around("ada", "").body("score", equalTo(9007199254740991L));
    }

    @ParameterizedTest
    @CsvSource({
        "?limit=0, limit",
        "?limit=101, limit",
        "?limit=x, limit",
        "?cursor=x, cursor",
        "?cursor=LTE, cursor",
        "?period=month, period",
        "?period=DAY, period",
        "/members/ada?neighbours=51, neighbours",
        "/members/ada?neighbours=-1, neighbours",
        "/members/ada?neighbours=x, neighbours",
        "/members/a%20b, member",
        "/members/a%7Cb, member"
    })
    void aQuestionThatMakesNoSenseIsRefused(String query, String field) {
        given().urlEncodingEnabled(false)
                .header("Authorization", SERVICE)
                .get(board + query)
                .then()
                .statusCode(400)
                .body("detail", containsString(field));
    }

    @Test
    void onlyServicesAndOperatorsGetIn() {
        for (String path : List.of(board, board + "/members/ada")) {
            given().get(path).then().statusCode(401);
            as(reader("ada")).get(path).then().statusCode(403);
            as(CRON).get(path).then().statusCode(403);
        }
        String member = board + "/members/ada";
        as(reader("ada")).body("{\"score\": 1}").post(member).then().statusCode(403);
        as(reader("ada")).delete(member).then().statusCode(403);
        given().delete(member).then().statusCode(401);
        as(OPERATOR).body("{\"score\": 1}").post(member).then().statusCode(200);
    }
}
