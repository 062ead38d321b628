package io.footfall.product.views;

import static io.footfall.support.Api.newStory;
import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.platform.redis.PartitionId;
import io.footfall.product.views.sync.SyncBatch;
import io.footfall.product.views.sync.ViewStore;
import io.footfall.support.LowLimitsProfile;
import io.footfall.support.PostgresProbe;
import io.footfall.support.ServiceUnderTest;
import io.footfall.support.SharedStores;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tests the order of locks in an open catalog. Items are locked and created one after the other, in the order of their
 * ids. A transaction that waits for an item holds none with a greater id, so that two transactions cannot deadlock.
 */
@Tag("slow")
@QuarkusTest
@TestProfile(LowLimitsProfile.class)
@WithTestResource(ServiceUnderTest.class)
class LockOrderTest {

    private static final Executor BESIDE = work -> new Thread(work).start();

    @Inject
    ViewStore store;

    private final PostgresProbe holder = new PostgresProbe(SharedStores.postgres());
    private final PostgresProbe other = new PostgresProbe(SharedStores.postgres());
    private String first;
    private String second;

    @BeforeEach
    void holdTheFirst() {
        first = newStory();
        second = first + "-second";
        holder.run("begin");
        holder.run("select from stories where id = '" + first + "' for no key update");
    }

    @AfterEach
    void letGo() {
        holder.run("rollback");
    }

    private void createSecond() {
        other.run("set lock_timeout = '50ms'");
        other.run("insert into stories (id, title) values ('" + second + "', 'First come')");
    }

    @Test
    void aSyncThatWaitsForAnItemHasNotCreatedWhatComesBehind() throws Exception {
        SyncBatch batch = new SyncBatch();
        batch.add("s:" + second, "2");
        batch.add("s:" + first, "1");
        CompletableFuture<?> sync = BatchTransfers.apply(store, UUID.randomUUID(), PartitionId.of(first), batch)
                .subscribeAsCompletionStage();
        Awaitility.await()
                .pollInterval(5, TimeUnit.MILLISECONDS)
                .until(() -> PostgresProbe.waitsForLock("insert into stories as items"));

        createSecond();
        holder.run("commit");

        sync.get(10, TimeUnit.SECONDS);
        assertThat(PostgresProbe.number("select read_count from stories where id = '" + second + "'"))
                .isEqualTo(2);
    }

    /** Retries, because the statement times out after 400 ms, possibly before the test has observed that it waits. */
    @Test
    void norHasCountingInPostgres() {
        Awaitility.await().until(this::countingWaitsWhileTheSecondIsCreated);
    }

    private boolean countingWaitsWhileTheSecondIsCreated() {
        PostgresProbe counting = new PostgresProbe(SharedStores.postgres());
        counting.run("begin");
        counting.run("update view_path set database_open = true");
        CompletableFuture<Long> counted = CompletableFuture.supplyAsync(
                () -> counting.query("select count(*) from count_views('w', now(), array['s:" + second + "', 's:"
                        + first + "'], array[1, 2]::bigint[], array[0, 0]::smallint[], array[1, 2], true)"),
                BESIDE);
        try {
            Awaitility.await()
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> counted.isDone() || PostgresProbe.waitsForLock("count_views"));
            createSecond();
            return !counted.isDone();
        } finally {
            counted.exceptionally(tooLate -> null).join();
            counting.run("rollback");
            other.run("delete from stories where id = '" + second + "'");
        }
    }
}
