package io.footfall.product.views.failover;

import static io.footfall.support.Api.newId;
import static io.footfall.support.Api.newStory;
import static io.footfall.support.Api.sync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.product.views.sync.SyncService;
import io.footfall.support.PostgresProbe;
import io.footfall.support.RedisProbe;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to views that Postgres counted while Redis was unavailable. */
@QuarkusTest
@WithTestResource(ServiceUnderTest.class)
class RedisBackfillTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int PAGE = 5_000;

    /** More than one page. */
    private static final int MANY = PAGE + 300;

    @Inject
    RedisBackfill backfill;

    @Inject
    FallbackStore fallback;

    @Inject
    SyncService syncs;

    @Inject
    Reconciliation reconciliation;

    private final String window = newId().substring(0, 20);
    private String story;
    private String item;
    private PartitionId partition;

    @BeforeEach
    void create() {
        sync();
        story = newStory();
        item = "s:" + story;
        partition = PartitionId.of(story);
    }

    /** Counts viewers as Postgres does, without those that it has counted already. */
    private void countInPostgres(int first, int last) {
        long counted = PostgresProbe.number("""
                with fresh as (
                  insert into view_dedup (window_label, item, viewer, partition, held_until)
                  select '%s', '%s', n, %d, now() + interval '1 hour' from generate_series(%d, %d) n
                  on conflict do nothing returning viewer
                )
                select count(*) from fresh
                """.formatted(window, item, partition.number(), first, last));
        PostgresProbe.execute(
                "update stories set read_count = read_count + " + counted + " where id = '" + story + "'");
    }

    /**
     * Creates the state in which Redis has counted the viewers itself: Redis holds their marks, and Postgres does not
     * know it.
     */
    private void redisHolds(int first, int last) {
        countInPostgres(first, last);
        handBack();
        PostgresProbe.execute("delete from view_dedup where window_label = '" + window + "'");
    }

    private void handBack() {
        syncs.exclusively(lock -> syncs.transferAll()
                        .chain(() -> backfill.viewers(lock::isLost))
                        .replaceWith(true))
                .await()
                .atMost(PATIENCE)
                .orElseThrow();
    }

    private long stored() {
        return PostgresProbe.number("select read_count from stories where id = '" + story + "'");
    }

    private String totalInRedis() {
        return RedisProbe.ofSuite()
                .send(Command.HGET, RedisKeys.known(partition), item)
                .toString();
    }

    private long ofHistory() {
        return PostgresProbe.number("select sum(views) from view_hours where item = '" + item + "'");
    }

    @Test
    void aViewerWhomRedisHeldCountsOnce() {
        redisHolds(1, 3);
        countInPostgres(2, 5);
        assertThat(stored()).isEqualTo(7);

        handBack();

        assertThat(stored()).isEqualTo(5);
        assertThat(ofHistory()).isEqualTo(5);
        assertThat(totalInRedis()).isEqualTo("5");
    }

    /** Redis is another one, so all viewers are backfilled into it again. */
    @Test
    void whatIsSettledStaysSettled() {
        redisHolds(1, 3);
        countInPostgres(2, 5);
        handBack();

        PostgresProbe.execute("update view_dedup set handed_back = false where window_label = '" + window + "'");
        handBack();

        assertThat(stored()).isEqualTo(5);
        assertThat(totalInRedis()).isEqualTo("5");
    }

    /** An import, or a replica with a longer retention, extends the expiry of a viewer during the backfill. */
    @Test
    void whoeverIsRememberedForLongerMeanwhileIsHandedBackOnceMore() {
        countInPostgres(1, 3);
        AtomicBoolean extended = new AtomicBoolean();
        BooleanSupplier meanwhile = () -> {
            if (!extended.getAndSet(true)) {
                PostgresProbe.execute(
                        "update view_dedup set held_until = held_until + interval '1 hour', handed_back = false"
                                + " where window_label = '" + window + "' and viewer = 2");
            }
            return false;
        };

        syncs.exclusively(lock -> syncs.transferAll()
                        .chain(() -> backfill.viewers(meanwhile))
                        .replaceWith(true))
                .await()
                .atMost(PATIENCE)
                .orElseThrow();

        assertThat(notHandedBack()).isEqualTo(1);
        handBack();
        assertThat(notHandedBack()).isZero();
        assertThat(stored()).isEqualTo(3);
    }

    /** Redis remembers the viewers that it marked during a backfill until Postgres confirms each of them. */
    @Test
    void whoeverIsHandedBackAnewMeanwhileIsNotSaidToBe() {
        countInPostgres(1, 3);
        FallbackViewers viewers = fallback.viewers();
        List<FallbackViewers.Viewing> page = viewers.next().await().atMost(PATIENCE);
        PostgresProbe.execute(
                "update view_dedup set provisional = false, handing = handing + case viewer when 2 then 1 else 0 end"
                        + " where window_label = '" + window + "'");

        List<FallbackViewers.Viewing> handed = viewers.handedBack(page).await().atMost(PATIENCE);

        assertThat(handed)
                .filteredOn(viewing -> viewing.window().equals(window))
                .extracting(FallbackViewers.Viewing::viewer)
                .containsExactlyInAnyOrder(1L, 3L);
        assertThat(notHandedBack()).isEqualTo(1);
        handBack();
    }

    private long notHandedBack() {
        return PostgresProbe.number(
                "select count(*) from view_dedup where window_label = '" + window + "' and not handed_back");
    }

    /** The backfill was interrupted after Redis had marked the viewers, and before Postgres recorded it. */
    @Test
    void whoeverWasMarkedByAHandBackThatDidNotEndStays() {
        countInPostgres(1, 3);
        handBack();
        PostgresProbe.execute("update view_dedup set provisional = true, handed_back = false where window_label = '"
                + window + "' and viewer = 2");
        RedisProbe.ofSuite().send(Command.SADD, RedisKeys.handed(partition, window), "2");

        handBack();

        assertThat(stored()).isEqualTo(3);
        assertThat(RedisProbe.ofSuite().keys(RedisKeys.handed(partition, window)))
                .as("forgotten when Postgres knows")
                .isEmpty();
    }

    /** The mark came from an unacknowledged call, which is undone afterwards. */
    @Test
    void aViewThatWasTakenBackForACallThatIsUndoneCounts() {
        redisHolds(1, 2);
        countInPostgres(1, 2);
        handBack();
        assertThat(stored()).isEqualTo(2);
        UnacknowledgedCall undone =
                new UnacknowledgedCall("slot", 1, window, List.of(item), List.of("1"), List.of(partition.number()));

        RedisProbe.ofSuite().send(Command.SREM, "ff:{%02d}:d:%s:0".formatted(partition.number(), window), "1");
        fallback.handBackAgain(List.of(undone)).await().atMost(PATIENCE);
        assertThat(stored()).isEqualTo(3);
        fallback.handBackAgain(List.of(undone)).await().atMost(PATIENCE);
        handBack();

        assertThat(stored()).as("as of two viewers, one of whom Redis counted").isEqualTo(3);
        assertThat(totalInRedis()).isEqualTo("3");
    }

    /** The viewer's mark came from an earlier call, not from the one that is undone. */
    @Test
    void aViewThatWasTakenBackForAnotherCallIsTakenBackAgain() {
        redisHolds(1, 2);
        countInPostgres(1, 2);
        handBack();
        UnacknowledgedCall undone =
                new UnacknowledgedCall("slot", 1, window, List.of(item), List.of("1"), List.of(partition.number()));

        fallback.handBackAgain(List.of(undone)).await().atMost(PATIENCE);
        handBack();

        assertThat(stored()).isEqualTo(2);
        assertThat(totalInRedis()).isEqualTo("2");
    }

    @Test
    void nothingIsTakenBackFromAStoryThatIsCreatedAgain() {
        redisHolds(1, 3);
        countInPostgres(1, 3);
        PostgresProbe.execute("delete from stories where id = '" + story + "'");
        PostgresProbe.execute("insert into stories (id, read_count) values ('" + story + "', 2)");

        handBack();

        assertThat(stored()).isEqualTo(2);
    }

    /** Each viewer viewed another story. The last viewer of the page has no further rows on the next page. */
    @Test
    void totalsOfAFullPageAreSet() {
        String prefix = "t" + newId().substring(0, 8) + "-";
        PostgresProbe.execute("insert into stories (id, read_count) select '" + prefix
                + "' || n, 3 from generate_series(1, " + PAGE + ") n");
        PostgresProbe.execute("""
                insert into view_dedup (window_label, item, viewer, partition, held_until)
                select '%s', 's:%s' || n, n, %d, now() + interval '1 hour' from generate_series(1, %d) n
                """.formatted(window, prefix, partition.number(), PAGE));

        handBack();

        assertThat(RedisProbe.ofSuite()
                        .send(
                                Command.HGET,
                                RedisKeys.known(partition),
                                new PostgresProbe(SharedStores.postgres())
                                        .text("select max(item) from view_dedup where window_label = '" + window
                                                + "'")))
                .hasToString("3");
    }

    /** The replica that closed counting in Postgres was killed before its transaction was committed. */
    @Test
    void whatWasHandedBackInATransactionThatIsNotCommittedIsHandedBackAnew() {
        countInPostgres(1, 3);

        assertThatThrownBy(() -> syncs.exclusively(lock -> syncs.transferAll()
                                .chain(() -> fallback.whileNobodyCounts(connection -> backfill.lastViewers(
                                                connection, new ArrayList<>())
                                        .chain(() -> Uni.createFrom().failure(new IllegalStateException("killed")))))
                                .replaceWith(true))
                        .await()
                        .atMost(PATIENCE))
                .hasMessage("killed");
        handBack();

        assertThat(stored()).isEqualTo(3);
        assertThat(totalInRedis()).isEqualTo("3");
    }

    /**
     * A viewer is counted in Postgres while the others are backfilled. It is backfilled in the final step, which
     * excludes counting.
     */
    @Test
    void whoWasHandedBackLastIsForgottenToo() {
        countInPostgres(1, 3);
        whenOneIsHandedBackAnotherComes();
        try {
            fallback.open().await().atMost(PATIENCE);
            FallbackStore.State state = fallback.state().await().atMost(PATIENCE);

            assertThat(reconciliation
                            .inLine(state, state.masters(), -1)
                            .await()
                            .atMost(PATIENCE)
                            .databaseOpen())
                    .isFalse();
        } finally {
            PostgresProbe.execute("drop function another_comes() cascade");
        }

        assertThat(stored()).isEqualTo(4);
        assertThat(totalInRedis()).isEqualTo("4");
        assertThat(PostgresProbe.number(
                        "select count(*) from view_dedup where window_label = '" + window + "' and handed_back"))
                .isEqualTo(4);
        assertThat(RedisProbe.ofSuite().keys(RedisKeys.handed(partition, window)))
                .isEmpty();
    }

    private void whenOneIsHandedBackAnotherComes() {
        PostgresProbe.execute("""
                create function another_comes() returns trigger language plpgsql as $$
                begin
                  insert into view_dedup (window_label, item, viewer, partition, held_until)
                  values ('%s', '%s', 4, %d, now() + interval '1 hour') on conflict do nothing;
                  if found then
                    update stories set read_count = read_count + 1 where id = '%s';
                  end if;
                  return null;
                end $$;
                create trigger another_comes after update on view_dedup
                for each statement execute function another_comes()
                """.formatted(window, item, partition.number(), story));
    }

    /**
     * A replica read a viewer and then stalled. It continues after another replica has marked the viewer for another
     * backfill.
     */
    @Test
    void whoeverStoodStillSettlesNothing() {
        redisHolds(1, 1);
        countInPostgres(1, 1);
        FallbackViewers slow = fallback.viewers();
        List<FallbackViewers.Viewing> page = slow.next().await().atMost(PATIENCE).stream()
                .filter(viewing -> viewing.window().equals(window))
                .toList();
        fallback.handBackAgain(List.of(new UnacknowledgedCall(
                        "slot", 1, window, List.of(item), List.of("1"), List.of(partition.number()))))
                .await()
                .atMost(PATIENCE);

        assertThat(slow.settle(page.stream()
                                .map(viewing -> new FallbackViewers.Handed(viewing, true))
                                .toList())
                        .await()
                        .atMost(PATIENCE))
                .isZero();
        slow.handedBack(page).await().atMost(PATIENCE);

        assertThat(stored()).isEqualTo(2);
        handBack();
        assertThat(stored()).isEqualTo(1);
    }

    @Test
    void moreViewersOfAStoryThanAPageHoldsAreSettledToo() {
        redisHolds(1, 100);
        countInPostgres(1, MANY);

        handBack();

        assertThat(stored()).isEqualTo(MANY);
        assertThat(totalInRedis()).isEqualTo(String.valueOf(MANY));
        assertThat(PostgresProbe.number(
                        "select count(*) from view_dedup where window_label = '" + window + "' and provisional"))
                .isZero();
    }
}
