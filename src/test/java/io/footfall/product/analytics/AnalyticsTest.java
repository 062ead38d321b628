package io.footfall.product.analytics;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.CRON;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.footfall.support.ServiceUnderTest.reader;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class AnalyticsTest {

    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

    @Inject
    History history;

    private static ValidatableResponse stats(String story, String query) {
        return given().get("/api/stories/" + story + "/stats" + query).then();
    }

    private static String storyOf(String author) {
        String id = newId();
        as(SERVICE)
                .body(Map.of("title", "A story", "authorId", author))
                .put("/api/stories/" + id)
                .then()
                .statusCode(201);
        return id;
    }

    /** Inserts views into the history, as if they had been counted at that time. */
    private static void viewed(String story, LocalDate day, int hour, int views) {
        String at = day + " " + String.format("%02d", hour) + ":00:00+00";
        PostgresProbe.execute("select ensure_view_history('" + day + "')");
        PostgresProbe.execute("insert into view_hours values ('s:" + story + "', '" + at + "', " + views + ")");
        PostgresProbe.execute("insert into view_days as held values ('s:" + story + "', '" + day + "', " + views
                + ") on conflict (item, day) do update set views = held.views + excluded.views");
    }

    private static long sum(String table, String item) {
        return PostgresProbe.number("select coalesce(sum(views), 0) from " + table + " where item = '" + item + "'");
    }

    @Test
    void viewsAreInTheHistoryWithTheSyncThatTransfersThem() {
        String story = newStory();
        view(story, "ada");
        view(story, "bob");
        sync();
        view(story, "cy");
        sync();

        assertThat(sum("view_hours", "s:" + story)).isEqualTo(3);
        assertThat(sum("view_days", "s:" + story)).isEqualTo(3);
        stats(story, "")
                .statusCode(200)
                .body("storyId", equalTo(story))
                .body("granularity", equalTo("day"))
                .body("views", equalTo(3))
                .body("points", hasSize(7))
                .body("points[6].at", equalTo(TODAY + "T00:00:00Z"))
                .body("points[6].views", equalTo(3))
                .body("points[5].views", equalTo(0));
        stats(story, "?granularity=hour&from=" + TODAY.minusDays(1))
                .body("views", equalTo(3))
                .body("points.views.sum()", equalTo(3));
    }

    /**
     * Only a change of {@code read_count} changes the history: a new title or a like does not, and a direct SQL update
     * of the count does.
     */
    @Test
    void whatIsNoViewIsNotInTheHistory() {
        String story = newStory();
        as(SERVICE).body(Map.of("title", "Another", "authorId", "ada")).put("/api/stories/" + story);
        as(SERVICE).put("/api/stories/" + story + "/like?userId=u1");
        assertThat(PostgresProbe.number("select count(*) from view_hours where item = 's:" + story + "'"))
                .isZero();

        PostgresProbe.execute("update stories set read_count = read_count + 5 where id = '" + story + "'");
        PostgresProbe.execute("update stories set read_count = read_count - 2 where id = '" + story + "'");

        assertThat(sum("view_hours", "s:" + story)).isEqualTo(3);
        assertThat(sum("view_days", "s:" + story)).isEqualTo(3);
    }

    /**
     * A sync updates thousands of rows on a connection whose cached plan was made for single rows. With a nested loop
     * the trigger would compare each row with each other row.
     */
    @Test
    void aPlanThatWasMadeForOneRowDoesNotCompareEachOfManyWithEach() {
        String author = newId();
        PostgresProbe.execute("insert into stories (id, author_id) select '" + author + "-' || n, '" + author
                + "' from generate_series(1, 2000) n");
        String one = "update stories set read_count = read_count + 1 where id = '" + author + "-1'";
        String all = "update stories set read_count = read_count + 1 where author_id = '" + author + "'";
        PostgresProbe connection = new PostgresProbe(SharedStores.postgres());
        IntStream.range(0, 20).forEach(i -> connection.run(one));

        assertThat(connection.plans(all))
                .anyMatch(plan -> plan.contains("Named Tuplestore Scan")
                        && plan.contains("new_rows.read_count - old_rows.read_count"))
                .noneMatch(plan -> plan.contains("Nested Loop"));
    }

    @Test
    void aStoryThatIsCreatedWithViewsBeginsItsHistoryWithThem() {
        String story = newId();
        PostgresProbe.execute("insert into stories (id, read_count) values ('" + story + "', 7)");

        assertThat(sum("view_hours", "s:" + story)).isEqualTo(7);
        assertThat(sum("view_days", "s:" + story)).isEqualTo(7);
    }

    @Test
    void aDeletedStoryTakesItsHistoryAlong() {
        String story = newStory();
        viewed(story, TODAY.minusDays(40), 3, 5);
        as(SERVICE).delete("/api/stories/" + story).then().statusCode(204);

        assertThat(sum("view_hours", "s:" + story)).isZero();
        assertThat(sum("view_days", "s:" + story)).isZero();
        stats(story, "").statusCode(404);
    }

    @Test
    void aRangeIsToldByTheHourOrByTheDay() {
        String story = newStory();
        LocalDate day = TODAY.minusDays(10);
        viewed(story, day, 0, 1);
        viewed(story, day, 23, 2);
        viewed(story, day.plusDays(1), 0, 4);

        stats(story, "?from=" + day + "&to=" + day.plusDays(1) + "&granularity=hour")
                .body("views", equalTo(3))
                .body("points", hasSize(24))
                .body("points[0].views", equalTo(1))
                .body("points[23].at", equalTo(day + "T23:00:00Z"))
                .body("points[23].views", equalTo(2));
        stats(story, "?from=" + day + "T12:30:00Z&to=" + day.plusDays(1) + "T00:00:01Z&granularity=day")
                .body("from", equalTo(day + "T00:00:00Z"))
                .body("to", equalTo(day.plusDays(2) + "T00:00:00Z"))
                .body("points.views", contains(3, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "?granularity=week, granularity",
        "?granularity=HOUR, granularity",
        "?from=yesterday, from",
        "?to=2026-13-01, to",
        "?from=2026-11-02&to=2026-11-01, from",
        "?from=2026-01-01&to=2026-11-01&granularity=hour, from",
        "?from=2020-01-01&to=2026-11-01, from",
        "?from=%2B99999-01-01, from"
    })
    void aRangeThatMakesNoSenseIsRefused(String query, String field) {
        given().urlEncodingEnabled(false)
                .get("/api/stories/" + newStory() + "/stats" + query)
                .then()
                .statusCode(400)
                .body("detail", containsString(field));
    }

    @Test
    void anAuthorSeesFiguresBesideThoseBefore() {
        String author = newId();
        String first = storyOf(author);
        String second = storyOf(author);
        viewed(first, TODAY, 0, 6);
        viewed(first, TODAY.minusDays(1), 0, 4);
        viewed(second, TODAY.minusDays(6), 5, 10);
        viewed(second, TODAY.minusDays(7), 5, 40);
        viewed(first, TODAY.minusDays(29), 5, 100);
        viewed(first, TODAY.minusDays(30), 5, 200);
        viewed(first, TODAY.minusDays(60), 5, 1_000);
        viewed(newStory(), TODAY, 0, 7);

        as(reader(author))
                .get("/api/authors/" + author + "/dashboard")
                .then()
                .statusCode(200)
                .body("today.views", equalTo(6))
                .body("today.before", equalTo(4))
                .body("today.change", equalTo(0.5f))
                .body("week.views", equalTo(20))
                .body("week.before", equalTo(40))
                .body("week.change", equalTo(-0.5f))
                .body("month.views", equalTo(160))
                .body("month.before", equalTo(200))
                .body("topStories.storyId", contains(first, second))
                .body("topStories.views", contains(110, 50))
                .body("series", hasSize(30))
                .body("series[29].views", equalTo(6))
                .body("series[0].views", equalTo(100));
    }

    @Test
    void anAuthorOfNothingHasADashboardOfZeros() {
        String author = newId();

        as(SERVICE)
                .get("/api/authors/" + author + "/dashboard")
                .then()
                .statusCode(200)
                .body("today.views", equalTo(0))
                .body("today.change", nullValue())
                .body("topStories", hasSize(0))
                .body("series", hasSize(30));
    }

    @Test
    void nobodySeesTheDashboardOfAnother() {
        String path = "/api/authors/ada/dashboard";
        given().get(path).then().statusCode(401);
        as(reader("bob")).get(path).then().statusCode(403);
        as(CRON).get(path).then().statusCode(403);
        as(OPERATOR).get(path).then().statusCode(200);
        as(SERVICE).get("/api/authors/a%20b/dashboard").then().statusCode(400);
    }

    @Test
    void operatorsSeeTheFiguresOfAll() {
        String most = newStory();
        viewed(most, TODAY, 0, 50_000_000);
        as(OPERATOR).delete("/api/v1/cache?pattern=kpis:*").then().statusCode(200);

        as(OPERATOR)
                .get("/api/admin/kpis")
                .then()
                .statusCode(200)
                .body("month.views", greaterThanOrEqualTo(50_000_000))
                .body("topStories[0].storyId", equalTo(most))
                .body("series", hasSize(30));
        as(SERVICE).get("/api/admin/kpis").then().statusCode(403);
        given().get("/api/admin/kpis").then().statusCode(401);
    }

    @Test
    void whatIsOverIsForgottenByWholeMonths() {
        String story = newStory();
        LocalDate old = LocalDate.of(2019, 5, 20);
        viewed(story, old, 3, 5);
        viewed(story, TODAY, 3, 7);

        history.forget(LocalDate.of(2019, 5, 31)).await().atMost(Duration.ofSeconds(10));
        assertThat(sum("view_hours", "s:" + story)).isEqualTo(12);
        history.forget(LocalDate.of(2019, 6, 1)).await().atMost(Duration.ofSeconds(10));

        assertThat(sum("view_hours", "s:" + story)).isEqualTo(7);
        assertThat(sum("view_days", "s:" + story)).isEqualTo(7);
        assertThat(PostgresProbe.number("select count(*) from pg_class where relname = 'view_hours_2019_05'"))
                .isZero();
    }

    @Test
    void theMonthsThatComeAreReady() {
        history.ensure(LocalDate.of(2031, 12, 5)).await().atMost(Duration.ofSeconds(10));

        for (String month : List.of("2031_12", "2032_01")) {
            assertThat(PostgresProbe.number("select count(*) from pg_class where relname = 'view_hours_" + month + "'"))
                    .isEqualTo(1);
        }
    }
}
