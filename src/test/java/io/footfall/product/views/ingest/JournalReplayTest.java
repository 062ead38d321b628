package io.footfall.product.views.ingest;

import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static io.footfall.support.Api.view;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.JsonNode;
import io.footfall.platform.identity.Viewer;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.journal.JournalEntry;
import io.footfall.product.views.journal.JournalMetrics;
import io.footfall.product.views.journal.ViewJournal;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.DedupWindow;
import io.footfall.product.views.model.DedupWindows;
import io.footfall.product.views.model.Salts;
import io.footfall.product.views.model.ViewScope;
import io.footfall.product.views.model.ViewerDigest;
import io.footfall.support.OpenApi;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to views that were journalled because their items could not be looked up. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class JournalReplayTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** More than two pages. */
    private static final int MANY = 1_100;

    @Inject
    JournalReplay replay;

    @Inject
    ViewJournal journal;

    @Inject
    Salts salts;

    @Inject
    DedupWindows windows;

    private String story;

    @BeforeEach
    void create() {
        story = newStory();
    }

    private static <T> T get(Uni<T> work) {
        return work.await().atMost(PATIENCE);
    }

    private JournalEntry entry(ItemId item, String user) {
        DedupRetention now = windows.now();
        return entry(item, ViewScope.ITEM, now, user);
    }

    private JournalEntry entry(ItemId item, ViewScope scope, DedupRetention retention, String user) {
        return new JournalEntry(
                item, scope, retention.window(), get(salts.of(retention)).digest(Viewer.user(user)));
    }

    private void keep(JournalEntry... entries) {
        assertThat(get(journal.keep(List.of(entries)))).containsOnly(true);
    }

    /** Retries, because a sync of another test may replay the journal at the same time. */
    private void untilReplayed() {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            get(replay.replay());
            return get(journal.size()) == 0;
        });
    }

    private static long stored(String table, String id) {
        sync();
        return PostgresProbe.number("select read_count from " + table + " where id = '" + id + "'");
    }

    @Test
    void aViewIsCountedOnceThoughTheViewerComesAgain() {
        ItemId item = ItemId.story(story);
        keep(entry(item, "ada"), entry(item, "ada"), entry(item, "bea"));
        assertThat(get(journal.size())).isEqualTo(2);

        untilReplayed();

        view(story, "ada").body("isFirstView", equalTo(false));
        assertThat(stored("stories", story)).isEqualTo(2);
    }

    /** Neither replay knows of the other one, and the second removal finds no entries. */
    @Test
    void twoReplicasCountTheSamePageAtOnce() {
        List<String> page = IntStream.range(0, 300)
                .mapToObj(i -> entry(ItemId.story(story), "u" + i).text())
                .toList();

        Uni.join()
                .all(replay.count(page), replay.count(page))
                .andFailFast()
                .await()
                .atMost(PATIENCE);
        get(journal.remove(page));
        get(journal.remove(page));

        assertThat(stored("stories", story)).isEqualTo(300);
    }

    @Test
    void aReplicaDiesBetweenCountingAndRemoving() {
        JournalEntry entry = entry(ItemId.story(story), "ada");
        keep(entry);
        assertThat(get(replay.count(List.of(entry.text()))))
                .extracting(JournalReplay.Result::entry, JournalReplay.Result::fate)
                .contains(tuple(entry.text(), JournalMetrics.Fate.COUNTED));
        assertThat(get(journal.page(0, 1))).as("whoever comes next finds it").containsExactly(entry.text());

        untilReplayed();

        assertThat(stored("stories", story)).isEqualTo(1);
    }

    @Test
    void whatDoesNotExistIsDropped() {
        String missing = newId();
        JournalEntry entry = entry(ItemId.story(missing), "ada");
        keep(entry);
        assertThat(get(replay.count(List.of(entry.text()))))
                .extracting(JournalReplay.Result::fate)
                .containsExactly(JournalMetrics.Fate.MISSING);

        untilReplayed();

        assertThat(RedisProbe.ofSuite()
                        .send(
                                Command.HEXISTS,
                                RedisKeys.pending(PartitionId.of(missing)),
                                ItemId.story(missing).field())
                        .toInteger())
                .isZero();
    }

    /** The story of an unknown chapter is not known until the replay. */
    @Test
    void aChapterIsCountedWithItsStory() {
        String chapter = newId();
        PostgresProbe.execute("insert into chapters (id, story_id, home, title, position) values ('" + chapter + "', '"
                + story + "', '" + story + "', 'Its chapter', 1)");
        keep(
                entry(ItemId.chapter(chapter), ViewScope.CHAPTER_AND_STORY, windows.now(), "ada"),
                entry(ItemId.chapter(chapter), "bea"));

        untilReplayed();

        view(story, "ada").body("isFirstView", equalTo(false));
        assertThat(stored("chapters", chapter)).isEqualTo(2);
        assertThat(stored("stories", story)).isEqualTo(1);
    }

    @Test
    void whatWasCreatedAgainIsCounted() {
        PostgresProbe.execute("delete from stories where id = '" + story + "'");
        PostgresProbe.execute("insert into stories (id, title, author_id) values ('" + story + "', 'Again', 'ada')");
        keep(entry(ItemId.story(story), "ada"));

        untilReplayed();

        view(story, "ada").body("isFirstView", equalTo(false));
        assertThat(stored("stories", story)).isEqualTo(1);
    }

    /** The marks of the earlier window are still held. In the present window the viewer has not been counted yet. */
    @Test
    void aViewIsCountedInTheWindowInWhichItCame() {
        DedupWindow before = DedupWindow.at(Instant.now().minus(Duration.ofMinutes(30)), 1);
        DedupRetention retention = windows.held(before).orElseThrow();
        keep(entry(ItemId.story(story), ViewScope.ITEM, retention, "ada"));

        untilReplayed();

        view(story, "ada");
        assertThat(stored("stories", story)).isEqualTo(2);
        String viewers = RedisKeys.partition(PartitionId.of(story)) + ":d:" + before.label();
        assertThat(RedisProbe.ofSuite().send(Command.EXISTS, viewers).toInteger())
                .isEqualTo(1);
    }

    @Test
    void whatIsOverOrUnreadableIsDropped() {
        DedupWindow over = DedupWindow.at(Instant.now().minus(Duration.ofDays(2)), 1);
        JournalEntry late = new JournalEntry(ItemId.story(story), ViewScope.ITEM, over, new ViewerDigest(1, 2));

        assertThat(get(replay.count(List.of(late.text(), "nonsense", "24h1 s:a! i x", "1h2 s: i AAAA"))))
                .extracting(JournalReplay.Result::fate)
                .containsExactly(
                        JournalMetrics.Fate.LATE,
                        JournalMetrics.Fate.UNREADABLE,
                        JournalMetrics.Fate.UNREADABLE,
                        JournalMetrics.Fate.UNREADABLE);

        assertThat(stored("stories", story)).isZero();
    }

    @Test
    void pageAfterPageIsCounted() {
        keep(IntStream.range(0, MANY)
                .mapToObj(i -> entry(ItemId.story(story), "u" + i))
                .toArray(JournalEntry[]::new));

        untilReplayed();

        assertThat(stored("stories", story)).isEqualTo(MANY);
    }

    /** The replica that journalled the view is gone. */
    @Test
    void aSyncHasCountedWhatAnotherReplicaKept() {
        JournalEntry entry = entry(ItemId.story(story), "ada");
        RedisProbe.ofSuite()
                .send(
                        Command.ZADD,
                        RedisKeys.JOURNAL,
                        String.valueOf(windows.until(entry.window()).toEpochMilli()),
                        entry.text());

        sync();

        Awaitility.await().atMost(PATIENCE).until(() -> stored("stories", story) == 1);
        assertThat(get(journal.size())).isZero();
    }

    @Test
    void theDescriptionOfTheApiSaysWhatIsAnswered() {
        OpenApi api = OpenApi.read();

        assertThat(api.operations())
                .filteredOn(operation -> operation.path().endsWith("/view"))
                .hasSize(2)
                .allSatisfy(operation -> {
                    assertThat(propertiesOf(api, operation, 200)).contains("isFirstView", "viewCount");
                    assertThat(propertiesOf(api, operation, 202))
                            .containsExactlyInAnyOrder("storyId", "chapterId", "counted", "source");
                });
    }

    private static List<String> propertiesOf(OpenApi api, OpenApi.Operation operation, int status) {
        JsonNode schema = operation.description().at("/responses/" + status + "/content/application~1json/schema");
        List<String> names = new ArrayList<>();
        api.resolved(schema).path("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    @Test
    void anEntryIsReadAsItWasWritten() {
        for (ViewScope scope : ViewScope.values()) {
            JournalEntry entry = entry(ItemId.chapter("c_1-" + newId()), scope, windows.now(), "ada");
            assertThat(JournalEntry.parse(entry.text())).contains(entry);
        }
    }
}
