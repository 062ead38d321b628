package io.footfall.views;

import static io.footfall.support.Api.as;
import static io.footfall.support.Api.newChapter;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.trySync;
import static io.footfall.support.Api.view;
import static io.footfall.support.ServiceUnderTest.OPERATOR;
import static io.footfall.support.ServiceUnderTest.SERVICE;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.redis.PartitionId;
import io.footfall.redis.RedisKeys;
import io.footfall.support.Api;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class SyncTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BATCH = ServiceUnderTest.SYNC_BATCH;
    private static final int AT_ONCE = BATCH / 5;
    private static final String LOCK = "ff:{lock:footfall-sync}";

    @Inject
    SyncBuffer buffer;

    @Inject
    ViewStore store;

    private String story;
    private PartitionId partition;

    @BeforeEach
    void syncWhatOthersLeft() {
        sync();
        story = newStory();
        partition = PartitionId.of(story);
    }

    private SyncBuffer.Claim claim() {
        return buffer.claim(partition).await().atMost(PATIENCE).orElseThrow();
    }

    private ValidatableResponse counts() {
        return given().get("/api/stories/" + story + "/views").then();
    }

    @Test
    void aBatchAppliedTwiceCountsOnce() {
        UUID id = UUID.randomUUID();
        Batch batch = new Batch();
        batch.add("s:" + story, "3");

        assertThat(store.apply(id, partition, batch).await().atMost(PATIENCE))
                .hasValue(new ViewStore.Applied(new BatchTotals(1, 0, 3, 0), List.of()));
        assertThat(store.apply(id, partition, batch).await().atMost(PATIENCE)).isEmpty();

        assertThat(PostgresProbe.number("select read_count from stories where id = '" + story + "'"))
                .isEqualTo(3);
    }

    @Test
    void aBatchThatWasLeftBehindIsAddedWithWhatCameSince() {
        view(story, "u1");
        claim();
        view(story, "u2").body("viewCount", equalTo(2));

        counts().body("viewCount", equalTo(2)).body("persistedViews", equalTo(0));
        sync().body("success", equalTo(true)).body("storyViewsAdded", equalTo(2));

        counts().body("viewCount", equalTo(2)).body("persistedViews", equalTo(2));
    }

    @Test
    void aBatchThatWasCommittedAndNotForgottenIsNotAddedAgain() {
        view(story, "u1");
        SyncBuffer.Claim claim = claim();
        store.apply(claim.id(), partition, buffer.claimed(partition).await().atMost(PATIENCE))
                .await()
                .atMost(PATIENCE);

        counts().body("viewCount", equalTo(1)).body("persistedViews", equalTo(1));
        view(story, "u2").body("viewCount", equalTo(2));
        sync().body("storyViewsAdded", equalTo(1));

        counts().body("viewCount", equalTo(2)).body("persistedViews", equalTo(2));
    }

    @Test
    void aBatchThatWasClaimedBeforeADeletionIsNotAddedToTheStoryOfTheSameName() {
        view(story, "u1");
        view(story, "u2");
        claim();

        as(SERVICE).delete("/api/stories/" + story).then().statusCode(204);
        as(SERVICE)
                .body(Map.of("title", "Again", "authorId", "ada"))
                .put("/api/stories/" + story)
                .then()
                .statusCode(201);
        view(story, "u3").body("viewCount", equalTo(1));
        sync().body("success", equalTo(true));

        counts().body("viewCount", equalTo(1)).body("persistedViews", equalTo(1));
    }

    @Test
    void aStoryWhoseDeletionDidNotReachRedisIsForgottenByTheNextSync() {
        view(story, "u1");
        PostgresProbe.execute("delete from stories where id = '" + story + "'");

        sync().body("success", equalTo(true)).body("storyViewsAdded", equalTo(0));

        as(SERVICE)
                .body(Map.of("userId", "u2"))
                .post("/api/stories/" + story + "/view")
                .then()
                .statusCode(404);
    }

    @Test
    void aBatchIsOnlyForgottenByTheSyncThatKnowsIt() {
        view(story, "u1");
        claim();

        buffer.forget(partition, UUID.randomUUID()).await().atMost(PATIENCE);

        sync().body("storyViewsAdded", equalTo(1));
    }

    @Test
    void aSyncIsSkippedWhileAnotherReplicaIsAtIt() {
        view(story, "u1");
        RedisProbe.ofSuite().send(Command.HSET, LOCK, "t", "another");

        trySync()
                .body("success", equalTo(true))
                .body("skipped", equalTo("already running"))
                .body("storyViewsAdded", equalTo(0));

        RedisProbe.ofSuite().send(Command.DEL, LOCK);
        sync().body("skipped", nullValue()).body("storyViewsAdded", equalTo(1));
    }

    @Test
    void whoeverSyncsWhileASyncRunsGetsTheNextOne() {
        List<Integer> missing = IntStream.range(0, 24)
                .parallel()
                .filter(i -> {
                    String mine = newStory();
                    view(mine, "u1");
                    trySync().body("skipped", nullValue());
                    return given().get("/api/stories/" + mine + "/views")
                                    .jsonPath()
                                    .getInt("persistedViews")
                            != 1;
                })
                .boxed()
                .toList();

        assertThat(missing).isEmpty();
    }

    @Test
    void theReportAndTheStatsTellWhatWasDone() {
        String chapter = newChapter(story);
        as(SERVICE).post("/api/chapters/" + chapter + "/view?countStory=true");
        view(story, "u1");

        as(OPERATOR)
                .get("/api/admin/view-stats")
                .then()
                .body("bufferedStories", equalTo(1))
                .body("bufferedChapters", equalTo(1))
                .body("totalBufferedViews", equalTo(3));
        sync().body("storiesProcessed", equalTo(1))
                .body("chaptersProcessed", equalTo(1))
                .body("storyViewsAdded", equalTo(2))
                .body("chapterViewsAdded", equalTo(1))
                .body("errors.size()", equalTo(0))
                .body("duration", greaterThanOrEqualTo(0));

        as(OPERATOR)
                .get("/api/admin/view-stats")
                .then()
                .body("totalBufferedViews", equalTo(0))
                .body("lastSync.storyViewsAdded", equalTo(2))
                .body("lastSync.at", notNullValue());
        counts().body("lastSyncAt", notNullValue());
    }

    @Test
    void moreThanABatchHoldsIsTransferredInSeveral() {
        viewed(2 * BATCH + AT_ONCE);
        String ofPartition = " from sync_batches where partition = " + partition.number();
        long before = PostgresProbe.number("select count(*)" + ofPartition);

        as(OPERATOR)
                .get("/api/admin/view-stats")
                .then()
                .body("bufferedStories", equalTo(2 * BATCH + AT_ONCE))
                .body("totalBufferedViews", equalTo(2 * BATCH + AT_ONCE));
        assertThat(buffer.items().await().atMost(PATIENCE)).isEqualTo(2 * BATCH + AT_ONCE);
        sync().body("storiesProcessed", equalTo(2 * BATCH + AT_ONCE))
                .body("storyViewsAdded", equalTo(2 * BATCH + AT_ONCE));

        assertThat(PostgresProbe.number("select count(*)" + ofPartition)).isEqualTo(before + 3);
        assertThat(PostgresProbe.number("select max(views)" + ofPartition)).isEqualTo(BATCH);
    }

    @Test
    void aDeletionTakesViewsOutOfAFullBatchToo() {
        view(story, "u1");
        viewed(BATCH + AT_ONCE);

        as(SERVICE).delete("/api/stories/" + story).then().statusCode(204);
        as(SERVICE)
                .body(Map.of("title", "Again", "authorId", "ada"))
                .put("/api/stories/" + story)
                .then()
                .statusCode(201);

        view(story, "u2").body("viewCount", equalTo(1));
        sync().body("success", equalTo(true)).body("storyViewsAdded", equalTo(BATCH + AT_ONCE + 1));

        counts().body("viewCount", equalTo(1)).body("persistedViews", equalTo(1));
    }

    @Test
    void totalsAreKeptWhileFullBatchesWait() {
        viewed(2 * BATCH);
        view(story, "u1");

        for (int i = 0; i < 2; i++) {
            SyncBuffer.Claim claim = claim();
            store.apply(claim.id(), partition, buffer.claimed(partition).await().atMost(PATIENCE))
                    .await()
                    .atMost(PATIENCE);
            // As if that had taken long, and others were viewed meanwhile.
            viewed(AT_ONCE);
            RedisProbe.ofSuite().send(Command.DEL, RedisKeys.partition(partition) + ":kept");
            buffer.forget(partition, claim.id()).await().atMost(PATIENCE);
        }

        view(story, "u2").body("viewCount", equalTo(2));
    }

    /** New stories of the partition, each viewed once. */
    private void viewed(int stories) {
        List<String> ids = Stream.generate(Api::newId)
                .filter(id -> PartitionId.of(id).equals(partition))
                .limit(stories)
                .toList();
        PostgresProbe.execute("insert into stories (id, title, author_id) select unnest('{" + String.join(",", ids)
                + "}'::text[]), 'A story', 'ada'");
        for (int i = 0; i < stories; i += AT_ONCE) {
            List<Map<String, String>> views = ids.subList(i, i + AT_ONCE).stream()
                    .map(id -> Map.of("type", "story", "id", id, "userId", "u1"))
                    .toList();
            as(SERVICE).body(Map.of("views", views)).post("/api/views").then().statusCode(200);
        }
    }

    @Test
    void aCountNeverFallsWhileSyncsRun() throws Exception {
        CompletableFuture<Void> syncs = CompletableFuture.runAsync(
                () -> List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).forEach(i -> Api.sync()));

        long seen = 0;
        for (int i = 0; !syncs.isDone() || i < 50; i++) {
            long afterView = view(story, "u" + i).extract().jsonPath().getLong("viewCount");
            long read = counts().extract().jsonPath().getLong("viewCount");
            assertThat(afterView).isGreaterThan(seen);
            assertThat(read).isGreaterThanOrEqualTo(afterView);
            seen = read;
        }

        syncs.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
