package io.footfall.product.views;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.footfall.platform.redis.PartitionId;
import io.footfall.product.views.model.SyncTotals;
import io.footfall.product.views.sync.SyncBatch;
import io.footfall.product.views.sync.SyncBuffer;
import io.footfall.product.views.sync.ViewStore;
import io.footfall.support.LowLimitsProfile;
import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@QuarkusTest
@TestProfile(LowLimitsProfile.class)
@WithTestResource(ServiceUnderTest.class)
class OpenCatalogTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Inject
    SyncBuffer buffer;

    @Inject
    ViewStore store;

    private ViewStore.Applied apply(Map<String, Integer> views) {
        SyncBatch batch = new SyncBatch();
        views.forEach((field, count) -> batch.add(field, String.valueOf(count)));
        return BatchTransfers.apply(store, UUID.randomUUID(), PartitionId.all().get(0), batch)
                .await()
                .atMost(PATIENCE)
                .orElseThrow();
    }

    private static long count(String table, String id) {
        return PostgresProbe.number("select coalesce(sum(read_count), -1) from " + table + " where id = '" + id + "'");
    }

    private static long history(String table, String item) {
        return PostgresProbe.number("select coalesce(sum(views), 0) from " + table + " where item = '" + item + "'");
    }

    @Test
    void whatIsCreatedAndWhatWasThereAreAddedTo() {
        String story = newStory();
        String other = newId();
        String chapter = newId();
        assertThat(apply(Map.of("s:" + story, 2, "s:" + other, 3, "c:" + chapter, 4)))
                .isEqualTo(new ViewStore.Applied(new SyncTotals(2, 1, 5, 4), List.of()));
        apply(Map.of("s:" + other, 10, "c:" + chapter, 10));

        assertThat(count("stories", story)).isEqualTo(2);
        assertThat(count("stories", other)).isEqualTo(13);
        assertThat(count("chapters", chapter)).isEqualTo(14);
        for (String table : List.of("view_hours", "view_days")) {
            assertThat(history(table, "s:" + story)).isEqualTo(2);
            assertThat(history(table, "s:" + other)).isEqualTo(13);
            assertThat(history(table, "c:" + chapter)).isEqualTo(14);
        }
    }

    @Test
    void viewsAreTakenBackFromWhatIsThere() {
        String story = newStory();
        String other = newStory();
        String gone = newId();
        apply(Map.of("s:" + story, 5));

        assertThat(apply(Map.of("s:" + story, -2, "s:" + other, 1, "s:" + gone, -1)))
                .isEqualTo(new ViewStore.Applied(new SyncTotals(2, 0, -1, 0), List.of()));

        assertThat(count("stories", story)).isEqualTo(3);
        assertThat(history("view_hours", "s:" + story)).isEqualTo(3);
        assertThat(count("stories", gone)).isEqualTo(-1);
    }

    /** The views in the claimed batch are discarded, because their story was deleted. */
    @Test
    void aStoryThatIsDeletedWhileItsViewsAreTransferredStaysDeleted() {
        sync();
        String story = newStory();
        view(story, "u1");
        buffer.claim(PartitionId.of(story)).await().atMost(PATIENCE).orElseThrow();
        as(SERVICE).delete("/api/stories/" + story).then().statusCode(204);

        sync().body("success", equalTo(true));

        given().get("/api/stories/" + story).then().statusCode(404);
    }

    @Test
    void anUnknownStoryIsCountedAndCreatedWithTheNextSync() {
        String story = newId();

        view(story, "u1").body("isFirstView", equalTo(true)).body("viewCount", equalTo(1));
        view(story, "u1").body("isFirstView", equalTo(false)).body("viewCount", equalTo(1));
        sync().body("success", equalTo(true));

        given().get("/api/stories/" + story).then().statusCode(200).body("readCount", equalTo(1));
        view(story, "u2").body("viewCount", equalTo(2));
    }

    @Test
    void anUnknownChapterIsCountedAndCreatedToo() {
        String chapter = newId();
        String path = "/api/chapters/" + chapter + "/view";

        as(SERVICE).body(Map.of("userId", "u1")).post(path).then().body("viewCount", equalTo(1));
        sync().body("success", equalTo(true));

        given().get("/api/chapters/" + chapter).then().statusCode(200).body("readCount", equalTo(1));
        as(SERVICE)
                .body(Map.of("title", "Known", "storyId", newStory(), "position", 1))
                .put("/api/chapters/" + chapter)
                .then()
                .statusCode(200);
        as(SERVICE).body(Map.of("userId", "u2")).post(path).then().body("viewCount", equalTo(2));
    }

    @Test
    void aStoryIsCountedInTheMinuteAfterItsDeletion() {
        String story = newId();
        view(story, "u1").body("viewCount", equalTo(1));
        sync().body("success", equalTo(true));
        as(SERVICE).delete("/api/stories/" + story).then().statusCode(204);

        view(story, "u1").body("isFirstView", equalTo(true)).body("viewCount", equalTo(1));
        view(story, "u2").body("viewCount", equalTo(2));
        sync().body("success", equalTo(true));

        given().get("/api/stories/" + story).then().body("readCount", equalTo(2));
        view(story, "u3").body("viewCount", equalTo(3));
    }

    /** Views from before the chapter was put into a story remain in the partition of the chapter. */
    @Test
    void aChapterIsViewedFirstAndPutIntoAStoryThen() {
        String chapter = newId();
        String path = "/api/chapters/" + chapter + "/view";
        for (int i = 1; i <= 5; i++) {
            as(SERVICE).body(Map.of("userId", "u" + i)).post(path).then().body("viewCount", equalTo(i));
        }
        as(SERVICE)
                .body(Map.of("title", "Known", "storyId", newStory(), "position", 1))
                .put("/api/chapters/" + chapter)
                .then()
                .statusCode(201);

        for (int i = 6; i <= 7; i++) {
            as(SERVICE).body(Map.of("userId", "u" + i)).post(path).then().body("viewCount", equalTo(i));
        }

        given().get("/api/chapters/" + chapter + "/views").then().body("viewCount", equalTo(7));
        sync().body("success", equalTo(true));
        assertThat(count("chapters", chapter)).isEqualTo(7);
        given().get("/api/chapters/" + chapter + "/views").then().body("viewCount", equalTo(7));
    }

    /** A chapter of an open catalog has a home of its own, which is not its story. */
    @Test
    void aDeletedChapterIsNotListedWithItsStory() {
        String story = newStory();
        String chapter = newId();
        as(SERVICE)
                .body(Map.of("title", "Known", "storyId", story, "position", 1))
                .put("/api/chapters/" + chapter)
                .then()
                .statusCode(201);
        String list = "/api/stories/" + story + "/chapters";
        given().get(list).then().body("items.id", equalTo(List.of(chapter)));

        as(SERVICE).delete("/api/chapters/" + chapter).then().statusCode(204);

        given().get(list).then().body("items", equalTo(List.of()));
    }

    /** The views belong to the deleted incarnation. */
    @Test
    void whatWasClaimedOfADeletedStoryDoesNotCreateItAgain() {
        String story = newStory();
        as(SERVICE).delete("/api/stories/" + story).then().statusCode(204);

        assertThat(apply(Map.of("s:" + story, 3)).missing()).containsExactly("s:" + story);
        assertThat(count("stories", story)).isEqualTo(-1);

        assertThat(apply(Map.of("s:" + story + "@1", 2)).missing()).isEmpty();
        assertThat(count("stories", story)).isEqualTo(2);
    }

    /** The story is deleted while a transfer waits for the lock of its row. */
    @Test
    void norDoesWhatWaitedForTheDeletion() {
        String story = newStory();
        PostgresProbe deleting = new PostgresProbe(SharedStores.postgres());
        deleting.run("begin");
        deleting.run("delete from stories where id = '" + story + "'");
        SyncBatch batch = new SyncBatch();
        batch.add("s:" + story, "3");
        CompletableFuture<Optional<ViewStore.Applied>> applying = BatchTransfers.apply(
                        store, UUID.randomUUID(), PartitionId.of(story), batch)
                .subscribeAsCompletionStage();
        Awaitility.await().until(() -> PostgresProbe.waitsForLock("insert into stories as items"));

        deleting.run("commit");

        ViewStore.Applied applied = applying.join().orElseThrow();
        assertThat(applied).isEqualTo(new ViewStore.Applied(SyncTotals.NONE, List.of("s:" + story)));
        assertThat(count("stories", story)).isEqualTo(-1);
        assertThat(history("view_hours", "s:" + story)).isZero();
    }
}
