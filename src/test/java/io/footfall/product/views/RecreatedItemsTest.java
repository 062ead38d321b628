package io.footfall.product.views;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newChapter;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.sync.SyncBatch;
import io.footfall.product.views.sync.SyncBuffer;
import io.footfall.product.views.sync.ViewStore;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * An item that is deleted and created again under its id is another item. Late steps of the deleted incarnation must
 * not change it.
 */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class RecreatedItemsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SWITCH = "/api/flags/VIEW_TRACKING_REDIS_ENABLED";

    @Inject
    SyncBuffer buffer;

    @Inject
    ViewStore store;

    private static void delete(String path) {
        as(SERVICE).delete("/api/" + path).then().statusCode(204);
    }

    private static void create(String story) {
        as(SERVICE)
                .body(Map.of("title", "Again", "authorId", "ada"))
                .put("/api/stories/" + story)
                .then()
                .statusCode(201);
    }

    private static void createChapter(String chapter, String story) {
        as(SERVICE)
                .body(Map.of("title", "Again", "storyId", story, "position", 1))
                .put("/api/chapters/" + chapter)
                .then()
                .statusCode(201);
    }

    /**
     * Deletes an item in Postgres only, as another replica does before it has notified Redis and the other replicas.
     */
    private static void deletedElsewhere(String table, String id) {
        PostgresProbe.execute("delete from " + table + " where id = '" + id + "'");
    }

    private static int count(String story) {
        return given().get("/api/stories/" + story + "/views")
                .then()
                .statusCode(200)
                .extract()
                .path("viewCount");
    }

    private static void firstView(String story, String user, int count) {
        view(story, user).body("isFirstView", equalTo(true)).body("viewCount", equalTo(count));
    }

    private static void firstViewOfChapter(String chapter, String user) {
        as(SERVICE)
                .body(Map.of("userId", user))
                .post("/api/chapters/" + chapter + "/view")
                .then()
                .statusCode(200)
                .body("isFirstView", equalTo(true));
    }

    private static void holdsAfterASync(String story, int views) {
        sync().body("success", equalTo(true));
        assertThat(PostgresProbe.number("select read_count from stories where id = '" + story + "'"))
                .isEqualTo(views);
        assertThat(count(story)).isEqualTo(views);
    }

    @Test
    void itHasNoneOfTheViewsOfTheOneBefore() {
        String story = newStory();
        for (int i = 1; i <= 10; i++) {
            firstView(story, "u" + i, i);
        }
        assertThat(count(story)).isEqualTo(10);

        delete("stories/" + story);
        given().get("/api/stories/" + story + "/views").then().statusCode(404);
        create(story);

        for (int i = 0; i < 3; i++) {
            assertThat(count(story)).isZero();
        }
        firstView(story, "u1", 1);
        view(story, "u1").body("isFirstView", equalTo(false)).body("viewCount", equalTo(1));
        holdsAfterASync(story, 1);
    }

    /**
     * Views of both incarnations are buffered, and transferred in the same sync. Those of the deleted incarnation are
     * discarded; the others are kept.
     */
    @Test
    void viewsOfBothMayWaitAtOnce() {
        String story = newStory();
        String chapter = newId();
        createChapter(chapter, story);
        firstView(story, "u1", 1);
        firstViewOfChapter(chapter, "u1");
        delete("chapters/" + chapter);
        delete("stories/" + story);
        create(story);
        createChapter(chapter, story);

        firstView(story, "u2", 1);
        firstViewOfChapter(chapter, "u2");
        firstViewOfChapter(chapter, "u3");

        holdsAfterASync(story, 1);
        assertThat(PostgresProbe.number("select read_count from chapters where id = '" + chapter + "'"))
                .isEqualTo(2);
    }

    /**
     * A replica applied a batch and found that the item is missing. It deletes the item's data in Redis only after the
     * item was created again.
     */
    @Test
    void itsViewsDoNotGoWithABatchOfTheOneBefore() {
        String story = newStory();
        firstView(story, "u1", 1);
        PartitionId partition = PartitionId.of(story);
        SyncBuffer.Claim claim =
                buffer.claim(partition).await().atMost(PATIENCE).orElseThrow();
        SyncBatch batch = buffer.claimed(partition).await().atMost(PATIENCE);
        deletedElsewhere("stories", story);
        List<String> missing = BatchTransfers.apply(store, claim.id(), partition, batch)
                .await()
                .atMost(PATIENCE)
                .orElseThrow()
                .missing();
        assertThat(missing).contains("s:" + story);

        create(story);
        for (int i = 1; i <= 4; i++) {
            firstView(story, "v" + i, i);
        }
        buffer.forget(partition, claim.id())
                .chain(() -> buffer.drop(partition, missing))
                .await()
                .atMost(PATIENCE);

        assertThat(count(story)).isEqualTo(4);
        holdsAfterASync(story, 4);
    }

    /** The batch was claimed before the deletion, and is applied after the item was created again. */
    @Test
    void viewsOfTheOneBeforeAreNotAddedToIt() {
        String story = newStory();
        firstView(story, "u1", 1);
        PartitionId partition = PartitionId.of(story);
        SyncBuffer.Claim claim =
                buffer.claim(partition).await().atMost(PATIENCE).orElseThrow();
        SyncBatch batch = buffer.claimed(partition).await().atMost(PATIENCE);
        delete("stories/" + story);
        create(story);

        BatchTransfers.apply(store, claim.id(), partition, batch).await().atMost(PATIENCE);
        buffer.forget(partition, claim.id()).await().atMost(PATIENCE);

        assertThat(count(story)).isZero();
        holdsAfterASync(story, 0);
    }

    /** The deletion is committed in Postgres, but reaches Redis after the item was created again. */
    @Test
    void aDeletionThatIsLateLeavesItAlone() {
        String story = newStory();
        firstView(story, "u1", 1);
        deletedElsewhere("stories", story);
        create(story);
        firstView(story, "u2", 1);

        buffer.removed(List.of(new Placed(ItemId.story(story), story, 0)))
                .await()
                .atMost(PATIENCE);

        firstView(story, "u3", 2);
        assertThat(count(story)).isEqualTo(2);
        holdsAfterASync(story, 2);
    }

    /** The replica that deleted and created the story died before it updated Redis. */
    @Test
    void whatRedisStillHoldsOfTheOneBeforeGoesWithTheNextSync() {
        String story = newStory();
        firstView(story, "u1", 1);
        deletedElsewhere("stories", story);
        PostgresProbe.execute("insert into stories (id, title, author_id) values ('" + story + "', 'Again', 'ada')");

        sync().body("success", equalTo(true));

        firstView(story, "u1", 1);
        holdsAfterASync(story, 1);
        assertThat(PostgresProbe.number(
                        "select count(*) from deleted_items where not removed and item = 's:" + story + "'"))
                .isZero();
    }

    /** This replica has cached the story to which the chapter belonged before. */
    @Test
    void aChapterThatIsCreatedInAnotherStoryCountsThatOne() {
        String first = newStory();
        String second = newStory();
        String chapter = newChapter(first);
        String path = "/api/chapters/" + chapter + "/view?countStory=true";
        as(SERVICE).body(Map.of("userId", "u1")).post(path).then().statusCode(200);
        assertThat(count(first)).isEqualTo(1);
        deletedElsewhere("chapters", chapter);
        createChapterElsewhere(chapter, second);
        String partition = RedisKeys.partition(PartitionId.of(first));
        for (String hash : List.of(":known", ":known2", ":pending")) {
            RedisProbe.ofSuite().send(Command.HDEL, partition + hash, "c:" + chapter);
        }

        as(SERVICE)
                .body(Map.of("userId", "u2"))
                .post(path)
                .then()
                .statusCode(200)
                .body("viewCount", equalTo(1));

        assertThat(count(second)).isEqualTo(1);
        await().untilAsserted(() -> assertThat(count(first)).isEqualTo(1));
    }

    private static void createChapterElsewhere(String chapter, String story) {
        PostgresProbe.execute("insert into chapters (id, story_id, home, title, position) values ('" + chapter + "', '"
                + story + "', '" + story + "', 'Again', 1)");
    }

    @Test
    void aChapterThatIsCreatedAgainBeginsAnew() {
        String story = newStory();
        String chapter = newChapter(story);
        String path = "/api/chapters/" + chapter + "/view";
        as(SERVICE).body(Map.of("userId", "u1")).post(path).then().body("viewCount", equalTo(1));

        delete("stories/" + story);
        create(story);
        createChapter(chapter, story);

        as(SERVICE)
                .body(Map.of("userId", "u1"))
                .post(path + "?countStory=true")
                .then()
                .body("isFirstView", equalTo(true))
                .body("viewCount", equalTo(1));
        holdsAfterASync(story, 1);
    }

    @Test
    void itIsCountedInPostgresToo() {
        String story = newStory();
        String stale = newStory();
        firstView(story, "u1", 1);
        as(OPERATOR).body("{\"enabled\": false}").put(SWITCH);
        try {
            await().until(() -> view(newStory(), "u").extract().path("source").equals("database"));
            delete("stories/" + story);
            create(story);
            firstView(story, "u1", 1);
            deletedElsewhere("stories", stale);
            create(stale);
            firstView(stale, "u1", 1);
        } finally {
            as(OPERATOR).delete(SWITCH);
        }
        await().until(() -> view(newStory(), "u").extract().path("source").equals("redis"));

        view(story, "u1").body("isFirstView", equalTo(false)).body("viewCount", equalTo(1));
        firstView(story, "u2", 2);
        holdsAfterASync(story, 2);
        holdsAfterASync(stale, 1);
    }

    /** A replica with an open catalog counted the views. This replica's catalog is strict. */
    @Test
    void whatAnOpenCatalogCountedIsStoredByAStrictOne() {
        String story = newId();
        PartitionId partition = PartitionId.of(story);
        RedisProbe.ofSuite().send(Command.HSET, RedisKeys.pending(partition), "s:" + story, "10");
        RedisProbe.ofSuite().send(Command.HSET, RedisKeys.known(partition), "s:" + story, "10");

        holdsAfterASync(story, 10);
        firstView(story, "u1", 11);
    }
}
