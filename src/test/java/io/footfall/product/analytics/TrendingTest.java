package io.footfall.product.analytics;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newChapter;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;

import io.footfall.platform.redis.RedisKeys;
import io.footfall.product.catalog.ItemType;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class TrendingTest {

    /** Enough views to rank above all items that other tests view. */
    private static final int MANY = 400;

    private static void viewed(String type, String id, int times) {
        viewed(IntStream.range(0, times)
                .mapToObj(i -> Map.of("type", type, "id", id, "userId", newId()))
                .toList());
    }

    private static void viewed(List<Map<String, String>> views) {
        as(SERVICE)
                .body(Map.of("views", views))
                .post("/api/views")
                .then()
                .statusCode(200)
                .body("items.findAll { it.isFirstView }.size()", equalTo(views.size()));
    }

    /** Returns those of the given ids that are in the trend, in the order of the trend. */
    private static List<String> trending(String query, String field, String... ids) {
        List<String> found = given().get("/api/trending?limit=100&" + query)
                .then()
                .statusCode(200)
                .extract()
                .path("items." + field);
        return found.stream().filter(List.of(ids)::contains).toList();
    }

    private static void await(Runnable condition) {
        Awaitility.await().untilAsserted(condition::run);
    }

    @Test
    void whatIsViewedMoreTrendsMore() {
        String some = newStory();
        String more = newStory();
        viewed("story", some, MANY);
        viewed("story", more, 2 * MANY);

        for (String window : List.of("1h", "24h", "7d")) {
            await(() -> assertThat(trending("window=" + window, "storyId", some, more))
                    .containsExactly(more, some));
        }
        given().get("/api/trending?limit=2")
                .then()
                .body("window", equalTo("24h"))
                .body("type", equalTo("story"))
                .body("at", notNullValue())
                .body("items.size()", lessThanOrEqualTo(2))
                .body("items[0].title", notNullValue())
                .body("items[0].score", notNullValue());
    }

    @Test
    void aChapterTrendsAndItsStoryToo() {
        String story = newStory();
        String chapter = newChapter(story);
        viewed("chapter", chapter, MANY);
        IntStream.range(0, MANY).forEach(i -> as(SERVICE)
                .body(Map.of("userId", newId()))
                .post("/api/chapters/" + chapter + "/view?countStory=true")
                .then()
                .statusCode(200));

        await(() -> assertThat(trending("type=chapter", "chapterId", chapter)).containsExactly(chapter));
        await(() -> assertThat(trending("type=story", "storyId", story)).containsExactly(story));
        given().get("/api/trending?limit=100&type=chapter")
                .then()
                .body("items.find { it.chapterId == '" + chapter + "' }.storyId", equalTo(story));
    }

    /**
     * Views that carry an earlier time are not added to a trend. Otherwise an import would make an old story look
     * popular.
     */
    @Test
    void whatWasViewedBeforeDoesNotTrend() {
        String then = newStory();
        String now = newStory();
        String at = Instant.now().minus(1, ChronoUnit.HOURS).toString();
        viewed(IntStream.range(0, MANY)
                .mapToObj(i -> Map.of("type", "story", "id", then, "userId", newId(), "at", at))
                .toList());
        viewed("story", now, MANY);

        await(() -> assertThat(trending("", "storyId", now)).containsExactly(now));
        assertThat(trending("", "storyId", then)).isEmpty();
    }

    @Test
    void aDeletedStoryTrendsNoMore() {
        String story = newStory();
        viewed("story", story, MANY);
        await(() -> assertThat(trending("", "storyId", story)).containsExactly(story));

        as(SERVICE).delete("/api/stories/" + story).then().statusCode(204);

        await(() -> assertThat(trending("", "storyId", story)).isEmpty());
    }

    /** Scores from the history are only as precise as its hours and days. */
    @Test
    void trendsThatRedisHasForgottenBeginWithTheHistory() {
        String story = newStory();
        String old = newStory();
        viewed("story", story, MANY);
        sync();
        PostgresProbe.execute("select ensure_view_history((now() - interval '3 hours')::date)");
        PostgresProbe.execute("insert into view_hours values ('s:" + old
                + "', date_trunc('hour', now()) - interval '3 hours', 2000)");
        PostgresProbe.execute(
                "insert into view_days values ('s:" + old + "', now() at time zone 'UTC' - interval '3 hours', 2000)");

        for (TrendWindow window : TrendWindow.values()) {
            RedisProbe.ofSuite().send(Command.DEL, new Trend(ItemType.STORY, window).key());
        }

        await(() -> assertThat(trending("window=24h", "storyId", story, old)).containsExactly(old, story));
        await(() -> assertThat(trending("window=7d", "storyId", story, old)).containsExactly(old, story));
        await(() -> assertThat(trending("window=1h", "storyId", story, old)).containsExactly(story, old));
        await(() -> assertThat(RedisProbe.ofSuite()
                        .send(Command.EXISTS, RedisKeys.trend("s", TrendWindow.DAY.length()))
                        .toInteger())
                .isOne());
    }

    /** The history contains these views only after the next sync. */
    @Test
    void viewsThatComeWhileATrendBeginsAreInIt() {
        String story = newStory();
        for (TrendWindow window : TrendWindow.values()) {
            RedisProbe.ofSuite().send(Command.DEL, new Trend(ItemType.STORY, window).key());
        }

        viewed("story", story, MANY);

        await(() -> assertThat(trending("window=1h", "storyId", story)).containsExactly(story));
    }

    @ParameterizedTest
    @CsvSource({"window=2h, window", "type=author, type", "limit=0, limit", "limit=101, limit"})
    void whatMakesNoSenseIsRefused(String query, String field) {
        given().get("/api/trending?" + query).then().statusCode(400).body("detail", containsString(field));
    }
}
