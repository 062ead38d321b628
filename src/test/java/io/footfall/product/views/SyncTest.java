package io.footfall.product.views;

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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.store.NotYetException;
import io.footfall.product.views.model.SyncTotals;
import io.footfall.product.views.sync.PendingBatch;
import io.footfall.product.views.sync.SyncBatch;
import io.footfall.product.views.sync.SyncBatchParts;
import io.footfall.product.views.sync.SyncBuffer;
import io.footfall.product.views.sync.ViewStore;
import io.footfall.support.Api;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class SyncTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int PART = ServiceUnderTest.SYNC_BATCH;
    private static final int AT_ONCE = PART / 5;
    private static final int MANY = 10 * PART;
    private static final SyncBatchParts PARTS = new SyncBatchParts(MANY / PART);
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
        SyncBatch batch = new SyncBatch();
        batch.add("s:" + story, "3");

        assertThat(BatchTransfers.apply(store, id, partition, batch).await().atMost(PATIENCE))
                .hasValue(new ViewStore.Applied(new SyncTotals(1, 0, 3, 0), List.of()));
        assertThat(BatchTransfers.apply(store, id, partition, batch).await().atMost(PATIENCE))
                .isEmpty();

        assertThat(PostgresProbe.number("select read_count from stories where id = '" + story + "'"))
                .isEqualTo(3);
    }

    /** The story has fewer views than are undone, because it was deleted and created again. */
    @Test
    void whatIsTakenBackLeavesNoCountBelowNone() {
        SyncBatch views = new SyncBatch();
        views.add("s:" + story, "1");
        BatchTransfers.apply(store, UUID.randomUUID(), partition, views).await().atMost(PATIENCE);
        SyncBatch takenBack = new SyncBatch();
        takenBack.add("s:" + story, "-2");

        assertThat(BatchTransfers.apply(store, UUID.randomUUID(), partition, takenBack)
                        .await()
                        .atMost(PATIENCE))
                .hasValue(new ViewStore.Applied(new SyncTotals(1, 0, -1, 0), List.of()));

        assertThat(PostgresProbe.number("select read_count from stories where id = '" + story + "'"))
                .isZero();
        assertThat(PostgresProbe.number("select sum(views) from view_hours where item = 's:" + story + "'"))
                .isZero();
    }

    @Test
    void aBatchIsAddedToACountThatChangesMeanwhile() throws Exception {
        PostgresProbe other = new PostgresProbe(SharedStores.postgres());
        other.run("begin");
        other.run("update stories set read_count = read_count + 10 where id = '" + story + "'");
        SyncBatch batch = new SyncBatch();
        batch.add("s:" + story, "1");
        CompletableFuture<Optional<ViewStore.Applied>> applied =
                BatchTransfers.apply(store, UUID.randomUUID(), partition, batch).subscribeAsCompletionStage();
        Awaitility.await().until(() -> PostgresProbe.waitsForLock("for no key update of items"));
        other.run("commit");

        assertThat(applied.get(10, TimeUnit.SECONDS))
                .hasValue(new ViewStore.Applied(new SyncTotals(1, 0, 1, 0), List.of()));
        assertThat(PostgresProbe.number("select read_count from stories where id = '" + story + "'"))
                .isEqualTo(11);
        assertThat(PostgresProbe.number("select sum(views) from view_hours where item = 's:" + story + "'"))
                .isEqualTo(11);
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
        BatchTransfers.apply(
                        store,
                        claim.id(),
                        partition,
                        buffer.claimed(partition).await().atMost(PATIENCE))
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
    void aLargeBatchIsAddedInParts() {
        String entries = " from sync_batches where partition = " + partition.number() + " and applied_at > '"
                + new PostgresProbe(SharedStores.postgres()).text("select now()") + "'";
        viewed(MANY);

        sync().body("success", equalTo(true))
                .body("storiesProcessed", equalTo(MANY))
                .body("storyViewsAdded", equalTo(MANY));

        assertThat(PostgresProbe.number("select count(*)" + entries)).isEqualTo(PARTS.count() + 1);
        assertThat(PostgresProbe.number("select max(views)" + entries)).isBetween(1L, 2L * PART);
        sync().body("storyViewsAdded", equalTo(0));
    }

    @Test
    void aLargeBatchOfWhichPartsAreAddedAlreadyIsAddedOnce() {
        viewed(MANY);
        int added = addFirstParts(claim());

        sync().body("success", equalTo(true)).body("storyViewsAdded", equalTo(MANY - added));

        assertThat(ofEach()).isEqualTo(1);
    }

    /** The other replica has another {@code sync-batch}, and would cut the batch into other parts. */
    @Test
    void twoReplicasThatBeginABatchAtOnceCutItIntoTheSameParts() throws Exception {
        UUID id = UUID.randomUUID();
        PostgresProbe other = new PostgresProbe(SharedStores.postgres());
        other.run("begin");
        other.run("insert into sync_batches (id, partition, views, parts) values ('" + id + "', " + partition.number()
                + ", 0, 7)");
        FutureTask<SyncBatchParts> parts = new FutureTask<>(
                () -> store.begin(id, partition, PARTS).await().atMost(PATIENCE).parts());
        new Thread(parts).start();
        Awaitility.await().until(() -> PostgresProbe.waitsForLock("insert into sync_batches"));
        other.run("commit");

        assertThat(parts.get(10, TimeUnit.SECONDS)).isEqualTo(new SyncBatchParts(7));
    }

    /**
     * The other replica has a smaller {@code sync-batch}: the batch has parts there, and is applied as a whole here.
     */
    @Test
    void aBatchThatAnotherReplicaHasBegunInPartsIsNotTakenForAdded() {
        UUID id = UUID.randomUUID();
        store.begin(id, partition, PARTS).await().atMost(PATIENCE);
        SyncBatch batch = new SyncBatch();
        batch.add("s:" + story, "3");

        assertThatThrownBy(() -> BatchTransfers.apply(store, id, partition, batch)
                        .await()
                        .atMost(PATIENCE))
                .isInstanceOf(NotYetException.class);

        assertThat(PostgresProbe.number("select read_count from stories where id = '" + story + "'"))
                .isZero();
    }

    /**
     * The batch loses an item after it was claimed, as with pages that were read from two servers during a failover.
     */
    @Test
    void ofABatchThatWasNotReadAsAWholeNothingIsAdded() throws Exception {
        List<String> stories = viewed(MANY);
        PostgresProbe holder = new PostgresProbe(SharedStores.postgres());
        holder.run("begin");
        holder.run("insert into sync_batches (id, partition, views) values ('" + claim().id() + "', "
                + partition.number() + ", 0)");
        FutureTask<ValidatableResponse> sync = new FutureTask<>(Api::trySync);
        new Thread(sync).start();
        Awaitility.await().until(() -> PostgresProbe.waitsForLock("insert into sync_batches"));
        String last = "s:" + stories.get(MANY - 1);
        RedisProbe.ofSuite().send(Command.HDEL, RedisKeys.flushing(partition), last);
        holder.run("rollback");

        sync.get(10, TimeUnit.SECONDS).body("success", equalTo(false)).body("storyViewsAdded", equalTo(0));

        RedisProbe.ofSuite().send(Command.HSET, RedisKeys.flushing(partition), last, "1");
        sync().body("success", equalTo(true)).body("storyViewsAdded", equalTo(MANY));
        assertThat(ofEach()).isEqualTo(1);
    }

    /**
     * As after Redis was restored from an older snapshot. The batch is still cut into the number of parts with which it
     * was begun.
     */
    @Test
    void aLargeBatchThatComesBackSmallerIsAddedOnceToo() {
        List<String> stories = viewed(MANY);
        int added = addFirstParts(claim());
        String[] lost = stories.stream().skip(AT_ONCE).map(id -> "s:" + id).toArray(String[]::new);
        String[] fields = Stream.concat(Stream.of(RedisKeys.flushing(partition)), Stream.of(lost))
                .toArray(String[]::new);
        RedisProbe.ofSuite().send(Command.HDEL, fields);

        sync().body("success", equalTo(true));

        assertThat(added).isPositive();
        assertThat(ofEach()).isEqualTo(1);
        assertThat(viewsOf(stories.subList(0, AT_ONCE))).isEqualTo(AT_ONCE);
    }

    /** Applies the first parts, as a sync does that was interrupted. Returns the number of their views. */
    private int addFirstParts(SyncBuffer.Claim claim) {
        ViewStore.Begun begun =
                store.begin(claim.id(), partition, PARTS).await().atMost(PATIENCE);
        assertThat(begun.parts()).isEqualTo(PARTS);
        int added = 0;
        List<PendingBatch.Part> some =
                buffer.claimed(partition, PARTS, 0).await().atMost(PATIENCE).parts(claim.id());
        for (PendingBatch.Part part : some) {
            store.apply(part.id(), partition, part.batch(), begun.era()).await().atMost(PATIENCE);
            added += part.batch().items();
        }
        return added;
    }

    /** Returns the highest number of views that one of the stories has. */
    private static long ofEach() {
        return PostgresProbe.number("select max(read_count) from stories where author_id = 'of-many'");
    }

    private static long viewsOf(List<String> stories) {
        return PostgresProbe.number(
                "select sum(read_count)::bigint from stories where id in ('" + String.join("','", stories) + "')");
    }

    /** Creates stories of the partition, and views each of them once. */
    private List<String> viewed(int stories) {
        List<String> ids = Stream.generate(Api::newId)
                .filter(id -> PartitionId.of(id).equals(partition))
                .limit(stories)
                .toList();
        PostgresProbe.execute("insert into stories (id, title, author_id) select unnest('{" + String.join(",", ids)
                + "}'::text[]), 'A story', 'of-many'");
        for (int i = 0; i < stories; i += AT_ONCE) {
            List<Map<String, String>> views = ids.subList(i, i + AT_ONCE).stream()
                    .map(id -> Map.of("type", "story", "id", id, "userId", "u1"))
                    .toList();
            as(SERVICE).body(Map.of("views", views)).post("/api/views").then().statusCode(200);
        }
        return ids;
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
