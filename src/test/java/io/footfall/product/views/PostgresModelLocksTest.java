package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.platform.identity.Viewer;
import io.footfall.platform.redis.PartitionId;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.ItemType;
import io.footfall.product.views.counting.DatabaseCounting;
import io.footfall.product.views.counting.ViewOperation;
import io.footfall.product.views.failover.FallbackStore;
import io.footfall.product.views.failover.FallbackViewers;
import io.footfall.product.views.failover.UnacknowledgedCall;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.DedupWindow;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.Salt;
import io.footfall.product.views.model.ViewScope;
import io.footfall.product.views.sync.ItemCounts;
import io.footfall.product.views.sync.SyncBatch;
import io.footfall.product.views.sync.SyncBatchParts;
import io.footfall.simulation.PoolModel;
import io.footfall.simulation.PostgresModel;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.eclipse.microprofile.context.spi.ContextManagerProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares locks in the model with locks in a real Postgres. Each scene runs on both, step by step. After each step the
 * same actions have completed with the same results, and the same number waits.
 */
class PostgresModelLocksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /**
     * Attempts for each scene. Postgres cancels a count that waits for 400 ms, and a slow machine may stall for as
     * long.
     */
    private static final int ATTEMPTS = 10;

    private static final String NOT_DONE = "not done";
    private static final String GAVE_UP = "55P03";
    private static final Salt SALT =
            new Salt(Base64.getEncoder().encodeToString("a salt".getBytes(StandardCharsets.US_ASCII)));
    private static final DedupRetention RETENTION = new DedupRetention(
            new DedupWindow(1, 24),
            Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(3_600),
            false);
    private static final UUID BATCH = new UUID(1, 1);
    private static final PartitionId PARTITION = new PartitionId(1);

    /** The era after the migrations. */
    private static final long ERA = 2;

    private static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private static RealPostgres postgres;
    private static PostgresUnderTest real;

    @BeforeAll
    static void start() {
        ContextManagerProvider.instance();
        postgres = new RealPostgres();
        real = PostgresUnderTest.of(VERTX, postgres.pool(VERTX));
    }

    @AfterAll
    static void end() {
        real.pool().closeAndAwait();
        VERTX.close();
        postgres.close();
    }

    /** Postgres cancelled a statement because the machine was too slow. The scene is repeated. */
    private static final class TooSlow extends RuntimeException {

        private static final long serialVersionUID = 1;
    }

    private static void play(Consumer<Scene> script) {
        for (int attempt = 1; ; attempt++) {
            Scene scene = new Scene();
            try {
                script.accept(scene);
                scene.end();
                return;
            } catch (TooSlow e) {
                assertThat(attempt).as("attempts").isLessThan(ATTEMPTS);
            } finally {
                scene.letAllEnd();
            }
        }
    }

    /** A transaction that stays open on one side until it may end. */
    private record Held(PostgresUnderTest side, CompletableFuture<Void> mayEnd, AtomicBoolean isHeld) {

        static Held on(PostgresUnderTest side) {
            return new Held(side, new CompletableFuture<>(), new AtomicBoolean());
        }

        /** Called when the transaction has acquired its locks. */
        Uni<Void> untilItMayEnd() {
            isHeld.set(true);
            return Uni.createFrom().completionStage(mayEnd);
        }

        <T> Uni<T> transaction(Function<SqlConnection, Uni<T>> work) {
            return side.gateway().askInBulk(connection -> work.apply(connection).call(this::untilItMayEnd));
        }
    }

    /** One scenario, on both sides. */
    private static final class Scene {

        private final PostgresModel model = new PostgresModel(InstantSource.system());
        private final PostgresUnderTest modelled =
                PostgresUnderTest.of(VERTX, new PoolModel(model, new QueuedWire(model)));
        private final Map<String, CompletableFuture<Object>> expected = new LinkedHashMap<>();
        private final Map<String, CompletableFuture<Object>> answered = new LinkedHashMap<>();
        private final Map<String, List<Held>> held = new LinkedHashMap<>();

        private Scene() {
            postgres.empty();
            act("open", side -> side.outages().open());
            act("create first", side -> create(side, "first"));
            act("create second", side -> create(side, "second"));
        }

        /** Runs an action that may have to wait for a lock. */
        private void act(String name, Function<PostgresUnderTest, Uni<?>> work) {
            hold(name, holding -> work.apply(holding.side()));
            letEnd(name);
        }

        /** Begins an action that holds its locks until {@link #letEnd} or {@link #letFail}. */
        private void hold(String name, Function<Held, Uni<?>> work) {
            held.put(name, List.of(Held.on(real), Held.on(modelled)));
            expected.put(name, begin(work.apply(held.get(name).get(0))));
            awaitTheSame(
                    name,
                    () -> answered.put(name, begin(work.apply(held.get(name).get(1)))));
        }

        private static CompletableFuture<Object> begin(Uni<?> work) {
            return work.map(answer -> (Object) String.valueOf(answer))
                    .onFailure()
                    .recoverWithItem(Scene::reasonOf)
                    .subscribeAsCompletionStage();
        }

        private static Object reasonOf(Throwable failure) {
            Throwable cause = failure.getCause() instanceof PgException ? failure.getCause() : failure;
            return cause instanceof PgException refused ? refused.getSqlState() : cause.toString();
        }

        private void letEnd(String name) {
            held.get(name).get(0).mayEnd().complete(null);
            awaitTheSame(name, () -> held.get(name).get(1).mayEnd().complete(null));
        }

        /** Rolls the transaction back. */
        private void letFail(String name) {
            IllegalStateException failure = new IllegalStateException("undone");
            held.get(name).get(0).mayEnd().completeExceptionally(failure);
            awaitTheSame(name, () -> held.get(name).get(1).mayEnd().completeExceptionally(failure));
        }

        private void awaitTheSame(String step, Runnable inModel) {
            inModel.run();
            try {
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(2))
                        .atMost(PATIENCE)
                        .until(() -> hasGivenUp() || isTheSame());
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(
                        step + ": expected " + told(expected, 0) + ", " + postgres.waiting() + " wait; but was "
                                + told(answered, 1) + ", " + model.waits().size() + " wait",
                        e);
            }
            if (hasGivenUp()) {
                throw new TooSlow();
            }
        }

        private boolean hasGivenUp() {
            return expected.values().stream().anyMatch(each -> each.isDone() && GAVE_UP.equals(each.join()));
        }

        private boolean isTheSame() {
            return told(expected, 0).equals(told(answered, 1))
                    && postgres.waiting() == model.waits().size();
        }

        private Map<String, Object> told(Map<String, CompletableFuture<Object>> all, int side) {
            Map<String, Object> told = new LinkedHashMap<>();
            all.forEach((name, each) -> {
                boolean isHeld = held.get(name).get(side).isHeld().get();
                told.put(name, each.isDone() ? each.join() : isHeld ? "held" : NOT_DONE);
            });
            return told;
        }

        private void expectWaiting(String... names) {
            List<String> waiting = new ArrayList<>();
            answered.forEach((name, each) -> {
                if (!each.isDone() && held.get(name).get(1).mayEnd().isDone()) {
                    waiting.add(name);
                }
            });
            assertThat(waiting).containsExactly(names);
            assertThat(model.waits()).hasSize(names.length);
        }

        private void expect(String name, String answer) {
            assertThat(answered.get(name)).as(name).isDone();
            assertThat((String) answered.get(name).join()).as(name).contains(answer);
        }

        private void end() {
            assertThat(told(answered, 1)).doesNotContainValue(NOT_DONE);
            assertThat(model.dump()).isEqualTo(postgres.dump());
        }

        /** Ends all transactions, so that the next scene finds no locks. */
        private void letAllEnd() {
            held.values().forEach(both -> both.get(0).mayEnd().complete(null));
            expected.values().forEach(each -> assertThat(each).succeedsWithin(PATIENCE));
        }
    }

    private static Uni<?> create(PostgresUnderTest side, String story) {
        return side.pool()
                .preparedQuery("insert into stories (id) values ($1)")
                .execute(Tuple.of(story))
                .replaceWithVoid();
    }

    private static Uni<?> createChapter(SqlConnection connection) {
        return connection
                .preparedQuery("insert into chapters (id, home, story_id) values ($1, $2, $3)")
                .execute(Tuple.of("chapter", "first", "first"))
                .replaceWithVoid();
    }

    private static Uni<Void> delete(SqlConnection connection, String story) {
        return connection
                .preparedQuery("delete from stories where id = $1")
                .execute(Tuple.of(story))
                .replaceWithVoid();
    }

    private static Uni<Void> delete(PostgresUnderTest side, String story) {
        return side.gateway().askInBulk(connection -> delete(connection, story));
    }

    private static DatabaseCounting.Work views(String... stories) {
        return views(RETENTION, stories);
    }

    private static DatabaseCounting.Work views(DedupRetention retention, String... stories) {
        List<ViewOperation> ops = new ArrayList<>();
        for (String story : stories) {
            ops.add(ViewOperation.count(
                    ItemId.story(story),
                    new PartitionIndex.Place(story, 0, null),
                    ViewScope.ITEM,
                    retention,
                    SALT.digest(Viewer.user("viewer"))));
        }
        return new DatabaseCounting.Work(ops, Optional.empty());
    }

    private static Uni<?> count(PostgresUnderTest side, String... stories) {
        return side.strict().counts().count(views(stories));
    }

    private static SyncBatch batch(String... fields) {
        SyncBatch batch = new SyncBatch();
        for (String field : fields) {
            batch.add(field, "3");
        }
        return batch;
    }

    private static Uni<Void> lock(SqlConnection connection, String... fields) {
        return connection
                .preparedQuery("select lock_items($1)")
                .execute(Tuple.of(fields))
                .replaceWithVoid();
    }

    private static void holdLocks(Scene scene, String name, String... fields) {
        scene.hold(name, holding -> holding.transaction(connection -> lock(connection, fields)));
    }

    private static void holdDeletion(Scene scene) {
        scene.hold("delete", holding -> holding.transaction(connection -> delete(connection, "first")));
    }

    private static void holdTransfer(Scene scene, boolean isOpen) {
        SyncBatch.Column views = batch("s:first").stories();
        scene.hold(
                "transfer",
                holding -> holding.transaction(
                        connection -> new ItemCounts(isOpen).add(connection, ItemType.STORY, views)));
    }

    private static void holdClosing(Scene scene, Optional<FallbackStore.NewEra> next) {
        scene.hold("close", holding -> holding.side().outages().close("masters", connection -> holding.untilItMayEnd()
                .replaceWith(next)));
    }

    @Test
    void aCountWaitsForWhoeverClosesAndFindsItClosed() {
        play(scene -> {
            holdClosing(scene, Optional.empty());
            scene.act("count", side -> count(side, "first"));
            scene.expectWaiting("count");
            scene.letEnd("close");
            scene.expect("count", "Optional.empty");
        });
    }

    @Test
    void countsShareTheLock() {
        play(scene -> {
            scene.hold("count first", holding -> holding.side().pool().withTransaction(connection -> connection
                    .preparedQuery("select * from count_views($1, $2, $3, $4, $5, $6, $7) order by entry")
                    .execute(argumentsOf("s:first"))
                    .call(holding::untilItMayEnd)
                    .replaceWithVoid()));
            scene.act("count second", side -> count(side, "second"));
            scene.expect("count second", "status=1");
            scene.act("count the same", side -> count(side, "first"));
            scene.expectWaiting("count the same");
            scene.letEnd("count first");
            scene.expect("count the same", "status=0");
        });
    }

    private static Tuple argumentsOf(String field) {
        return Tuple.tuple()
                .addString(RETENTION.window().label())
                .addOffsetDateTime(RETENTION.until().atOffset(ZoneOffset.UTC))
                .addArrayOfString(new String[] {field})
                .addArrayOfLong(new Long[] {SALT.digest(Viewer.user("viewer")).mark(field)})
                .addArrayOfShort(new Short[] {1})
                .addArrayOfInteger(new Integer[] {0})
                .addBoolean(false);
    }

    /** Otherwise a stream of counts would delay the closing without end. */
    @Test
    void aCountWaitsBehindWhoeverWaitsToClose() {
        play(scene -> {
            scene.hold("count first", holding -> holding.side().pool().withTransaction(connection -> connection
                    .preparedQuery("select * from count_views($1, $2, $3, $4, $5, $6, $7) order by entry")
                    .execute(argumentsOf("s:first"))
                    .call(holding::untilItMayEnd)
                    .replaceWithVoid()));
            scene.act("close", side -> side.outages()
                    .close("masters", connection -> Uni.createFrom().item(Optional.empty())));
            scene.act("count second", side -> count(side, "second"));
            scene.expectWaiting("close", "count second");
            scene.letEnd("count first");
            scene.expect("count second", "Optional.empty");
        });
    }

    /** The statement sees no row to change, so it waits for no lock. */
    @Test
    void whoeverOpensWhatIsOpenDoesNotWaitForWhoeverCloses() {
        play(scene -> {
            scene.hold(
                    "close",
                    holding -> holding.transaction(connection -> connection
                            .preparedQuery(
                                    "update view_path set database_open = false, redis_run_id = $1, era = coalesce($2, era)")
                            .execute(Tuple.of("masters", null))
                            .replaceWithVoid()));
            scene.act("open again", side -> side.outages().open());
            scene.act("begin", side -> side.outages().begin(new FallbackStore.Closing(3, "masters")));
            scene.expectWaiting("begin");
            scene.letEnd("close");
        });
    }

    @Test
    void aDeletionWaitsForATransferAndATransferForADeletion() {
        play(scene -> {
            holdTransfer(scene, false);
            scene.act("delete", side -> delete(side, "first"));
            scene.expectWaiting("delete");
            scene.letEnd("transfer");
        });
        play(scene -> {
            holdDeletion(scene);
            scene.act(
                    "transfer",
                    side -> side.strict().store().apply(BATCH, PARTITION, batch("s:first", "s:second"), ERA));
            scene.expectWaiting("transfer");
            scene.letEnd("delete");
            scene.expect("transfer", "missing=[s:first]");
        });
    }

    @Test
    void aCountWaitsForADeletionAndFindsTheItemUnknown() {
        play(scene -> {
            holdDeletion(scene);
            scene.act("count", side -> count(side, "first", "second"));
            scene.expectWaiting("count");
            scene.letEnd("delete");
            scene.expect("count", "status=-1");
        });
    }

    /**
     * The transfer inserts the story as the incarnation of its views. The trigger then gives it the next incarnation,
     * so the transfer deletes it again.
     */
    @Test
    void whatATransferCreatedIsUndoneBecauseItIsAnotherIncarnation() {
        play(scene -> {
            holdDeletion(scene);
            scene.act(
                    "transfer", side -> side.open().store().apply(BATCH, PARTITION, batch("s:first", "s:second"), ERA));
            scene.expectWaiting("transfer");
            scene.letEnd("delete");
            scene.expect("transfer", "missing=[s:first]");
            assertThat(scene.model.dump().get("deleted_items"))
                    .containsExactly("[s:first, 0, first, false]", "[s:first, 1, first, false]");
            scene.act("create again", side -> create(side, "first"));
            assertThat(scene.model.incarnation("s:first")).isEqualTo(2);
        });
    }

    @Test
    void aCountInAnOpenCatalogCreatesWhatIsDeletedMeanwhile() {
        play(scene -> {
            holdDeletion(scene);
            scene.act("count", side -> side.open().counts().count(views("first", "third")));
            scene.expectWaiting("count");
            scene.letEnd("delete");
            scene.expect("count", "status=-1");
            assertThat(scene.model.views("s:first@1")).isZero();
            assertThat(scene.model.views("s:third")).isEqualTo(1);
        });
    }

    @Test
    void theSecondTransferOfABatchWaitsAndFindsItApplied() {
        play(scene -> {
            holdLocks(scene, "holder", "s:first");
            scene.act("transfer", side -> side.strict().store().apply(BATCH, PARTITION, batch("s:first"), ERA));
            scene.act("the same", side -> side.open().store().apply(BATCH, PARTITION, batch("s:first"), ERA));
            scene.act("parts", side -> side.open().store().begin(BATCH, PARTITION, new SyncBatchParts(2)));
            scene.expectWaiting("transfer", "the same", "parts");
            scene.letEnd("holder");
            scene.expect("transfer", "storyViews=3");
            scene.expect("the same", "Optional.empty");
            scene.expect("parts", "count=1");
        });
    }

    /** The batch may have been read from a Redis that has lost its data since. */
    @Test
    void aTransferThatWaitsForItsEraToEndAddsNothing() {
        play(scene -> {
            scene.hold(
                    "close",
                    holding -> holding.transaction(connection -> connection
                            .preparedQuery(
                                    "update view_eras set ended_at = now(), settled = settled + $1 where ended_at is null")
                            .execute(Tuple.of(5L))
                            .chain(() -> connection
                                    .preparedQuery("insert into view_eras (era, settled) values ($1, -$2::bigint)")
                                    .execute(Tuple.of(4L, 5L)))
                            .replaceWithVoid()));
            scene.act("transfer", side -> side.strict().store().apply(BATCH, PARTITION, batch("s:first"), ERA));
            scene.expectWaiting("transfer");
            scene.letEnd("close");
            scene.expect("transfer", "another era has begun");
            assertThat(scene.model.dump().get("view_eras")).containsExactly("[2, 5, true]", "[4, -5, false]");
            assertThat(scene.model.views("s:first")).isZero();
        });
    }

    @Test
    void aChapterKeepsItsStoryFromBeingDeletedAndNotFromBeingCounted() {
        play(scene -> {
            scene.hold("create chapter", holding -> holding.transaction(PostgresModelLocksTest::createChapter));
            scene.act("count", side -> count(side, "first"));
            scene.expect("count", "status=1");
            scene.act("delete", side -> delete(side, "first"));
            scene.expectWaiting("delete");
            scene.letEnd("create chapter");
            assertThat(scene.model.incarnation("c:chapter")).isNull();
        });
        play(scene -> {
            holdDeletion(scene);
            scene.act("create chapter", side -> side.gateway().askInBulk(PostgresModelLocksTest::createChapter));
            scene.expectWaiting("create chapter");
            scene.letEnd("delete");
            scene.expect("create chapter", "23503");
        });
    }

    @Test
    void whoeverCreatesTheSameItemWaitsForTheFirst() {
        play(scene -> {
            scene.hold(
                    "create",
                    holding -> holding.transaction(connection -> connection
                            .preparedQuery("insert into stories (id) values ($1)")
                            .execute(Tuple.of("third"))
                            .replaceWithVoid()));
            scene.act("create the same", side -> create(side, "third"));
            scene.act("look up", side -> side.strict().store().lookUp(List.of(ItemId.story("third"))));
            scene.expectWaiting("create the same");
            scene.letEnd("create");
            scene.expect("create the same", "23505");
        });
    }

    @Test
    void whoeverCreatesAnItemWaitsForItsDeletion() {
        play(scene -> {
            holdDeletion(scene);
            scene.act("create", side -> create(side, "first"));
            scene.expectWaiting("create");
            scene.letEnd("delete");
            assertThat(scene.model.incarnation("s:first")).isEqualTo(1);
        });
        play(scene -> {
            holdDeletion(scene);
            scene.act("create", side -> create(side, "first"));
            scene.letFail("delete");
            scene.expect("create", "23505");
            assertThat(scene.model.incarnation("s:first")).isZero();
        });
    }

    @Test
    void whoeverRevokesACallWaitsForWhoeverForgetsIt() {
        play(scene -> {
            UnacknowledgedCall call =
                    new UnacknowledgedCall("slot", 1, "window", List.of("s:first"), List.of(""), List.of(1));
            scene.act("revoke", side -> side.outages().toBeUndone(List.of(call)));
            scene.hold(
                    "undone",
                    holding -> holding.transaction(connection -> connection
                            .preparedQuery("delete from revoked_calls where slot = $1 and seq = $2")
                            .execute(Tuple.of("slot", 1L))
                            .replaceWithVoid()));
            scene.act("revoke again", side -> side.outages().toBeUndone(List.of(call)));
            scene.expectWaiting("revoke again");
            scene.letEnd("undone");
            assertThat(scene.model.revokedCalls()).isEqualTo(1);
        });
    }

    @Test
    void whoeverPrunesPassesByWhatIsLocked() {
        play(scene -> {
            DedupRetention over = new DedupRetention(RETENTION.window(), Instant.EPOCH, false);
            scene.act("count", side -> side.strict().counts().count(views(over, "first", "second")));
            scene.hold(
                    "settle",
                    holding -> holding.transaction(connection -> {
                        FallbackViewers viewers = holding.side().outages().viewers(connection);
                        return viewers.next()
                                .map(page -> page.stream()
                                        .filter(each -> each.item().equals("s:first"))
                                        .map(each -> new FallbackViewers.Handed(each, true))
                                        .toList())
                                .chain(viewers::settle);
                    }));
            scene.act("prune", side -> side.outages().prune());
            assertThat(scene.model.dump().get("view_dedup")).hasSize(1);
            scene.letEnd("settle");
            scene.act("prune again", side -> side.outages().prune());
            assertThat(scene.model.dump().get("view_dedup")).isEmpty();
        });
    }

    @Test
    void allAreHandedBackAgainOneAfterTheOther() {
        play(scene -> {
            FallbackStore.Closing closing = new FallbackStore.Closing(3, "masters");
            scene.act("count", side -> count(side, "first"));
            scene.act("begin", side -> side.outages().begin(closing));
            scene.hold(
                    "holder",
                    holding -> holding.transaction(connection -> connection
                            .query("select pg_advisory_xact_lock(716004)")
                            .execute()
                            .replaceWithVoid()));
            scene.act("all", side -> side.outages().handAllBackAgain(closing));
            scene.act("all too", side -> side.outages().handAllBackAgain(closing));
            scene.expectWaiting("all", "all too");
            scene.letEnd("holder");
            assertThat(scene.model.dump().get("view_dedup"))
                    .singleElement()
                    .asString()
                    .endsWith("false, true, false, 1]");
        });
    }

    /**
     * Only in the model: there, the statement that closes the cycle fails. Postgres may choose the other transaction.
     */
    @Test
    void oneOfTwoThatWaitForEachOtherFails() {
        PostgresModel model = new PostgresModel(InstantSource.system());
        PostgresModel.Session one = model.connect();
        PostgresModel.Session other = model.connect();
        one.execute("insert into stories (id) values ($1)", tuples("first"));
        one.execute("insert into stories (id) values ($1)", tuples("second"));
        one.begin();
        other.begin();
        String delete = "delete from stories where id = $1";
        assertThat(one.execute(delete, tuples("first"))).isPresent();
        assertThat(other.execute(delete, tuples("second"))).isPresent();
        assertThat(one.execute(delete, tuples("second"))).isEmpty();
        assertThat(model.waits()).containsExactly(one);

        assertThat(stateOf(() -> other.execute(delete, tuples("first")))).isEqualTo("40P01");
        assertThat(stateOf(() -> other.execute(delete, tuples("first")))).isEqualTo("25P02");
        assertThat(one.execute(delete, tuples("second"))).isPresent();
        one.commit();
        assertThat(stateOf(other::commit)).isEqualTo("25P02");
        assertThat(other.inTransaction()).isFalse();
        assertThat(model.dump().get("stories")).isEmpty();
    }

    @Test
    void whoeverGivesUpOrIsGoneHasDoneNothing() {
        PostgresModel model = new PostgresModel(InstantSource.system());
        PostgresModel.Session one = model.connect();
        PostgresModel.Session other = model.connect();
        String create = "insert into stories (id) values ($1)";
        one.begin();
        one.execute(create, tuples("first"));
        assertThat(other.execute(create, tuples("first"))).isEmpty();
        assertThat(other.giveUp().getSqlState()).isEqualTo(GAVE_UP);
        assertThat(model.waits()).isEmpty();

        assertThat(other.execute(create, tuples("first"))).isEmpty();
        one.close();
        assertThat(model.views("s:first")).isEqualTo(-1);
        assertThat(other.execute(create, tuples("first"))).isPresent();
        assertThat(model.views("s:first")).isZero();
    }

    private static List<io.vertx.sqlclient.Tuple> tuples(String id) {
        return List.of(io.vertx.sqlclient.Tuple.of(id));
    }

    private static String stateOf(Runnable work) {
        try {
            work.run();
            return null;
        } catch (PgException e) {
            return e.getSqlState();
        }
    }
}
