package io.footfall.product.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.platform.identity.Viewer;
import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.Source;
import io.footfall.product.views.sync.SyncReport;
import io.footfall.support.PostgresProbe;
import io.footfall.support.PostgresProcess;
import io.footfall.support.RedisProcess;
import io.footfall.support.TcpProxy;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Conservation on real stores: whatever happens in whatever order, Postgres holds exactly the views that were answered
 * as counted. Random interleavings, from a printed seed, of views, syncs, network faults, crashes of replicas, restarts
 * of Redis and steps of the clock. {@code -Dfootfall.runs=5000} runs more of them; {@code -Dfootfall.seed=...} and
 * {@code -Dfootfall.catalog=...} repeat one. Two lanes run at the same time, each with its own stores, because an
 * interleaving spends most of its time waiting. The second lane uses an open catalog, which holds half of the items at
 * first.
 */
@Execution(ExecutionMode.CONCURRENT)
class ConservationIT {

    private static final int RUNS = Integer.getInteger("footfall.runs", 16);
    private static final int SLOW_MILLIS = 10;
    private static final int LANES = 2;
    private static final int STEPS = 20;
    private static final int ITEMS = 4;
    private static final int VIEWERS = 30;
    private static final int IMPORTED_ONE_IN = 8;

    /** Turns of the event loop. A reply takes about ten. */
    private static final int MOST_ROUNDS = 60;

    /** How long a view waits for a reply. A replica that was killed never replies. */
    private static final Duration LOST_AFTER = Duration.ofMillis(500);

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * The clock of the replicas. It is so far ahead of Redis' own clock that no key expires in Redis during the test.
     */
    private static final Instant TODAY = Instant.now().plus(Duration.ofDays(100));

    private static final Duration WINDOW = Duration.ofHours(24);

    private final AtomicReference<Instant> now = new AtomicReference<>(TODAY);
    private final InstantSource clock = now::get;
    private final List<Replica> replicas = new ArrayList<>();
    private RedisProcess redis;
    private PostgresProcess postgres;
    private PostgresProbe database;
    private String catalogMode = "strict";

    @BeforeEach
    void start() {
        redis = RedisProcess.appendOnly().start();
        postgres = new PostgresProcess().start();
        database = new PostgresProbe(postgres.url());
        Flyway.configure()
                .dataSource("jdbc:postgresql://127.0.0.1:" + postgres.port() + "/postgres", "postgres", "postgres")
                .load()
                .migrate();
    }

    @AfterEach
    void end() {
        redis.close();
        postgres.close();
    }

    @RepeatedTest(LANES)
    void whatWasAnsweredIsWhatPostgresHolds(RepetitionInfo lane) {
        catalogMode = System.getProperty("footfall.catalog", lane.getCurrentRepetition() == 1 ? "strict" : "open");
        int runs = (RUNS + LANES - lane.getCurrentRepetition()) / LANES;
        long seed = Long.getLong("footfall.seed", System.nanoTime()) + (lane.getCurrentRepetition() == 1 ? 0 : RUNS);
        System.out.printf("conservation: %d runs from seed %d, catalog %s%n", runs, seed, catalogMode);
        replicas.add(replica());
        replicas.add(replica());
        replicas.forEach(this::agreeOnBothWindows);
        long views = 0;
        long viewers = 0;
        long failed = 0;
        long exact = 0;
        for (int i = 0; i < runs; i++) {
            Run run = new Run(seed + i);
            run.go();
            views += run.sent.get();
            viewers += run.counted.size();
            failed += run.failed.get();
            exact += run.failed.get() == 0 ? 1 : 0;
            if ((i + 1) % 20 == 0) {
                System.out.printf("conservation: %d runs done%n", i + 1);
            }
        }
        System.out.printf(
                "conservation: runs=%d views=%d viewers=%d failed=%d; all conserved, %d of them without a failed view%n",
                runs, views, viewers, failed, exact);
        replicas.forEach(Replica::close);
    }

    /** The connections of the second replica stay open, so that it does not notice the failover. */
    @Test
    @DisabledIfSystemProperty(named = "footfall.cluster", matches = "true", disabledReason = "FailoverIT does so")
    void whoeverCountsOnAfterAFailoverIsToldApart() {
        replicas.addAll(List.of(replica(), replica()));
        replicas.forEach(this::agreeOnBothWindows);
        Run run = new Run(1);
        run.create();
        replicas.forEach(replica -> run.view(replica, 0, replicas.indexOf(replica)));
        run.waitForAnswers();

        run.anotherEraBegins();
        run.view(replicas.get(1), 0, 2);
        run.waitForAnswers();

        run.settle();
        run.check();
        assertThat(run.counted).hasSize(3);
        replicas.forEach(Replica::close);
    }

    /**
     * The replica without Postgres goes on counting in Redis, and must not begin an era while the other replica
     * reconciles the stores.
     */
    @Test
    @DisabledIfSystemProperty(named = "footfall.cluster", matches = "true", disabledReason = "takes one server")
    void whoeverHasNoPostgresDoesNotKeepTheOthersFromRedis() {
        replicas.addAll(List.of(replica(), replica()));
        replicas.forEach(this::agreeOnBothWindows);
        Run run = new Run(1);
        run.create();
        replicas.get(1).toPostgres.begin(TcpProxy.Fault.BLACK_HOLE);
        replicas.get(0).toRedis.delay(SLOW_MILLIS);
        long era = era();

        redis.becomeAnother();
        AtomicInteger viewer = new AtomicInteger();
        run.await(() -> {
            run.view(replicas.get(1), 0, viewer.incrementAndGet());
            replicas.get(0).bringInLine().await().atMost(PATIENCE);
            return replicas.get(0).countsThroughRedis() && era() > era;
        });
        run.waitForAnswers();

        run.settle();
        run.check();
        replicas.forEach(Replica::close);
    }

    /**
     * Views of an unacknowledged call that stays applied are transferred, although no client got a reply. So in that
     * era and in the next one, more views are transferred than were reported as counted.
     */
    @Test
    @DisabledIfSystemProperty(named = "footfall.cluster", matches = "true", disabledReason = "takes one server")
    void aCallThatStandsIsNoLoss() {
        replicas.addAll(List.of(replica(), replica()));
        replicas.forEach(this::agreeOnBothWindows);
        Run run = new Run(1);
        run.create();
        replicas.forEach(replica -> run.view(replica, 0, replicas.indexOf(replica)));
        run.waitForAnswers();
        run.settle();
        replicas.get(1).toPostgres.begin(TcpProxy.Fault.BLACK_HOLE);
        replicas.get(1).toRedis.begin(TcpProxy.Fault.ANSWERS_LOST);

        run.view(replicas.get(1), 0, 2);
        run.await(() -> run.failed.get() == 1 && run.nothingIsLeft(replicas.get(0)));
        assertThat(run.stored(0)).as("also what nobody answered").isEqualTo(3);
        run.anotherEraBegins();
        run.settle();
        assertThat(run.stored(0)).as("it stands").isEqualTo(3);
        run.anotherEraBegins();

        run.settle();
        run.check();
        replicas.forEach(Replica::close);
    }

    /**
     * The viewers of the first backfill were lost with the data of Redis. The Redis is empty again and looks like the
     * one of the first attempt, so all viewers have to be backfilled again.
     */
    @Test
    @DisabledIfSystemProperty(named = "footfall.cluster", matches = "true", disabledReason = "takes one server")
    void aRedisThatForgetsAgainWhileItIsBroughtInLineIsToldAllViewersOnceMore() {
        replicas.addAll(List.of(replica(), replica()));
        replicas.forEach(this::agreeOnBothWindows);
        Run run = new Run(2);
        run.create();
        replicas.forEach(replica -> replica.toRedis.begin(TcpProxy.Fault.CUT));
        IntStream.range(0, 10).forEach(viewer -> run.view(replicas.get(viewer % 2), 0, viewer));
        run.waitForAnswers();
        run.settle();
        assertThat(run.counted).hasSize(10);

        database.run(
                "update view_path set closing_era = era + 1, closing_masters = 'a Redis that is empty again', all_again = true");
        run.anotherEraBegins(redis::flush);
        run.settle();

        run.check();
        replicas.forEach(Replica::close);
    }

    private long era() {
        return database.query("select era from view_path");
    }

    /** Agrees on the salts of both windows in advance, as replicas do. */
    private void agreeOnBothWindows(Replica replica) {
        for (Instant time : List.of(TODAY.plus(WINDOW), TODAY)) {
            now.set(time);
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> replica.saltNow().await().atMost(PATIENCE), Objects::nonNull);
        }
    }

    private Replica replica() {
        return replica(Setting.NONE);
    }

    private Replica replica(Setting setting) {
        Map<String, String> settings = new HashMap<>(Map.of("footfall.views.catalog-mode", catalogMode));
        settings.putAll(setting.value());
        return new Replica(redis, postgres.url(), postgres.port(), clock.withZone(ZoneOffset.UTC), settings);
    }

    /** A setting that a rolling update may change on one replica while others still run with the old value. */
    private enum Setting {
        NONE(Map.of()),
        OPEN_CATALOG(Map.of("footfall.views.catalog-mode", "open")),
        STRICT_CATALOG(Map.of("footfall.views.catalog-mode", "strict")),
        WINDOW(Map.of("footfall.views.dedup-window-hours", "12")),
        LATENESS(Map.of("footfall.views.lateness", "5h")),
        PARTS_OF_A_BATCH(Map.of("footfall.views.sync-batch", "5000")),
        LOCK_OF_SYNCS(Map.of("footfall.views.sync-lock", "2s")),
        VIEWS_OF_A_CALL(Map.of("footfall.views.largest-batch", "1")),
        CALLS_IN_FLIGHT(Map.of("footfall.views.calls-in-flight", "3")),
        PATIENCE_WITH_REDIS(Map.of("footfall.redis.patience", "200ms")),
        PATIENCE_WITH_POSTGRES(Map.of("footfall.postgres.patience", "1s"));

        private final Map<String, String> value;

        Setting(Map<String, String> value) {
            this.value = value;
        }

        private Map<String, String> value() {
            return value;
        }
    }

    /** First only the second replica has the new setting, then both have it. */
    @ParameterizedTest
    @EnumSource(Setting.class)
    @DisabledIfSystemProperty(named = "footfall.cluster", matches = "true", disabledReason = "takes one server")
    void aSettingMayDifferWhileItChanges(Setting setting) {
        long seed = Long.getLong("footfall.seed", System.nanoTime());
        for (Setting first : List.of(Setting.NONE, setting)) {
            replicas.forEach(Replica::close);
            replicas.clear();
            replicas.add(replica(first));
            replicas.add(replica(setting));
            replicas.forEach(this::agreeOnBothWindows);
            new Run(seed++).go();
        }
        replicas.forEach(Replica::close);
    }

    /** A view: the item, its life, the viewer and the dedup window. */
    private record Viewing(int item, int life, int viewer, String window) {}

    /** One interleaving. Views continue while faults hit the replicas that count them. */
    private final class Run {

        private final long seed;
        private final Random random;
        private final List<String> ids;
        private final AtomicInteger sent = new AtomicInteger();
        private final Set<Viewing> counted = ConcurrentHashMap.newKeySet();
        private final Set<Viewing> unclear = ConcurrentHashMap.newKeySet();
        private final AtomicInteger failed = new AtomicInteger();

        /**
         * Views that are in the journal, or that failed and may still be under way. Each may count once in any later
         * life of its item.
         */
        private final Set<Viewing> mayCountInAnyLife = ConcurrentHashMap.newKeySet();

        /** The life of each item. It is odd while the item is deleted and not created again yet. */
        private final AtomicIntegerArray lives = new AtomicIntegerArray(ITEMS);

        private final AtomicInteger open = new AtomicInteger();
        private final List<String> story = new ArrayList<>();
        private final Chapter chapter = new Chapter();

        /**
         * Half of the runs cause no faults of Postgres and the replicas. Then no view fails, and every sum is exact.
         */
        private final boolean redisAlone;

        private Run(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.ids = IntStream.range(0, ITEMS).mapToObj(this::newId).toList();
            this.redisAlone = seed % 2 == 0;
        }

        private void create() {
            chapter.create();
            for (int item = 0; item < (catalogMode.equals("open") ? ITEMS / 2 : ITEMS); item++) {
                database.run("insert into stories (id) values ('" + id(item) + "')");
            }
        }

        private void go() {
            create();
            for (int step = 0; step < STEPS; step++) {
                views(random.nextInt(12));
                happen(random.nextInt(100));
            }
            settle();
            check();
        }

        private String id(int item) {
            return ids.get(item);
        }

        /** Items with the same parity share a partition, so that batches of it have several parts. */
        private String newId(int item) {
            String name = "r" + Long.toHexString(seed) + "-";
            PartitionId partition = PartitionId.of(name + item % 2);
            return IntStream.iterate(0, i -> i + 1)
                    .mapToObj(i -> name + item + "-" + i)
                    .filter(id -> PartitionId.of(id).equals(partition))
                    .findFirst()
                    .orElseThrow();
        }

        private Replica any() {
            return replicas.get(random.nextInt(replicas.size()));
        }

        private void views(int many) {
            for (int i = 0; i < many; i++) {
                if (random.nextInt(ITEMS + 1) == 0) {
                    chapter.view(any(), random.nextInt(VIEWERS));
                } else {
                    view(any(), random.nextInt(ITEMS), random.nextInt(VIEWERS));
                }
            }
        }

        private void view(Replica replica, int item, int viewer) {
            Viewing viewing = new Viewing(item, lives.get(item), viewer, replica.window());
            sent.incrementAndGet();
            open.incrementAndGet();
            ItemId story = ItemId.story(id(item));
            Uni<Outcome> outcomes = random.nextInt(IMPORTED_ONE_IN) == 0
                    ? replica.imported(story, Viewer.user("v" + viewer))
                    : replica.view(story, Viewer.user("v" + viewer));
            outcomes.ifNoItem()
                    .after(LOST_AFTER)
                    .fail()
                    .subscribe()
                    .with(outcome -> answered(outcome, viewing), failure -> {
                        mayCountInAnyLife.add(inLife(viewing, 0));
                        failed.incrementAndGet();
                        open.decrementAndGet();
                    });
        }

        private void answered(Outcome outcome, Viewing viewing) {
            if (outcome instanceof Outcome.Counted) {
                int life = lives.get(viewing.item());
                boolean sameLife = life == viewing.life() && life % 2 == 0;
                (sameLife ? counted : unclear).add(sameLife ? viewing : inLife(viewing, life));
            } else if (outcome instanceof Outcome.Journalled) {
                mayCountInAnyLife.add(inLife(viewing, 0));
            }
            open.decrementAndGet();
        }

        /** The view may have counted for the item's current life, or for the next one where the item is deleted. */
        private static Viewing inLife(Viewing viewing, int life) {
            return new Viewing(viewing.item(), life + life % 2, viewing.viewer(), viewing.window());
        }

        private void happen(int dice) {
            if (dice < 2) {
                chapter.move();
            } else if (dice < 6) {
                createAgain(random.nextInt(ITEMS), any(), any());
            } else if (dice < 30) {
                letGoOn(random.nextInt(MOST_ROUNDS));
            } else if (dice < 45) {
                note("sync", any().sync());
            } else if (dice < 55) {
                note("bring in line", any().bringInLine());
            } else if (dice < 61) {
                fault(any().toRedis, TcpProxy.Fault.CUT, "redis cut");
            } else if (dice < 66) {
                fault(any().toRedis, TcpProxy.Fault.BLACK_HOLE, "redis black hole");
            } else if (dice < 71) {
                fault(any().toRedis, TcpProxy.Fault.ANSWERS_LOST, "redis answers lost");
            } else if (redisAlone && dice < 79) {
                waitForAnswers();
            } else if (dice < 74) {
                fault(any().toPostgres, TcpProxy.Fault.CUT, "postgres cut");
            } else if (dice < 77) {
                fault(any().toPostgres, TcpProxy.Fault.BLACK_HOLE, "postgres black hole");
            } else if (dice < 79) {
                fault(any().toPostgres, TcpProxy.Fault.ANSWERS_LOST, "postgres answers lost");
            } else if (dice < 91) {
                story.add("heal");
                any().heal();
            } else if (!redisAlone && dice < 93) {
                crash();
            } else if (dice < 94 || dice < 95 && RedisProcess.isClusterByDefault()) {
                story.add("redis restarts");
                redis.kill();
                redis.start();
            } else if (dice < 95) {
                story.add("redis is another");
                redis.becomeAnother();
            } else if (dice < 97) {
                step();
            } else {
                waitForAnswers();
            }
        }

        /**
         * One replica deletes the item and another one creates it. The creation is complete once Redis holds no data of
         * the deleted incarnation.
         */
        private void createAgain(int item, Replica deleting, Replica creating) {
            story.add("item " + item + " is created again");
            ItemId id = ItemId.story(id(item));
            List<Placed> deleted = placesOf(id);
            if (!deleted.isEmpty()) {
                lives.incrementAndGet(item);
                database.run("delete from stories where id = '" + id(item) + "'");
                deleted.forEach(place -> note("removed", deleting.removed(place)));
                letGoOn(random.nextInt(MOST_ROUNDS));
            }
            database.run("insert into stories (id) values ('" + id(item) + "') on conflict do nothing");
            awaitCreation(id, creating);
            if (!deleted.isEmpty()) {
                lives.incrementAndGet(item);
            }
        }

        /** Waits until Redis holds no data of the deleted incarnation. */
        private void awaitCreation(ItemId id, Replica creating) {
            replicas.forEach(replica -> note("heard of it", replica.hearsOfCreation(id)));
            await(() -> {
                creating.toRedis.heal();
                creating.toPostgres.heal();
                creating.created(id).await().atMost(PATIENCE);
                return database.query(
                                "select count(*) from deleted_items where not removed and item = '" + id.field() + "'")
                        == 0;
            });
        }

        /**
         * Empty where an open catalog does not know the item yet. The item is then created, and keeps the views that
         * were counted before.
         */
        private List<Placed> placesOf(ItemId id) {
            int incarnation = (int)
                    database.query("select coalesce(max(incarnation), -1) from stories where id = '" + id.id() + "'");
            return incarnation < 0 ? List.of() : List.of(new Placed(id, id.id(), incarnation));
        }

        private void note(String what, Uni<?> work) {
            story.add(what);
            work.subscribe().with(done -> {}, failure -> {});
        }

        private void fault(TcpProxy proxy, TcpProxy.Fault fault, String what) {
            story.add(what);
            proxy.begin(fault);
        }

        /**
         * Kills a replica, and starts another one, possibly with another setting. Replicas of the test share nothing
         * but the network and the stores.
         */
        private void crash() {
            Setting setting = Setting.values()[random.nextInt(Setting.values().length)];
            // The salts of other windows would have to be agreed on first, as replicas do in advance.
            Setting next = setting == Setting.WINDOW ? Setting.NONE : setting;
            story.add("crash, then " + next);
            int victim = random.nextInt(replicas.size());
            replicas.get(victim).die();
            replicas.set(victim, replica(next));
        }

        /** Switches to the other of two windows, as a clock that was set wrong and then corrected. */
        private void step() {
            story.add("clock steps");
            now.updateAndGet(time -> time.equals(TODAY) ? TODAY.plus(WINDOW) : TODAY);
        }

        /**
         * Lets the replicas run for some turns of their event loops. The random number of turns decides at which point
         * of the work the next fault occurs.
         */
        private void letGoOn(int rounds) {
            for (int i = 0; i < rounds; i++) {
                replicas.forEach(Replica::goRound);
            }
        }

        private void waitForAnswers() {
            story.add("wait");
            Awaitility.await(toString())
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> open.get() == 0);
        }

        /** Makes Redis another one, and waits until the first replica has noticed it and begun a new era. */
        private void anotherEraBegins() {
            anotherEraBegins(redis::becomeAnother);
        }

        private void anotherEraBegins(Runnable toRedis) {
            long era = era();
            toRedis.run();
            await(() -> {
                replicas.get(0).bringInLine().await().atMost(PATIENCE);
                return replicas.get(0).countsThroughRedis() && era() > era;
            });
        }

        private void settle() {
            replicas.forEach(Replica::heal);
            waitForAnswers();
            await(() -> replicas.stream().allMatch(Replica::countsThroughRedis));
            await(() -> {
                replicas.forEach(replica -> replica.bringInLine().await().atMost(PATIENCE));
                return nothingIsLeft(replicas.get(0)) && replicas.stream().allMatch(this::answers);
            });
        }

        private void await(Callable<Boolean> condition) {
            AtomicReference<Object> last = new AtomicReference<>();
            try {
                Awaitility.await()
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .ignoreExceptionsMatching(failure -> {
                            last.set(failure);
                            return true;
                        })
                        .until(condition);
            } catch (ConditionTimeoutException e) {
                throw new AssertionError(this + " " + replicas + " " + last.get(), e);
            }
        }

        private boolean answers(Replica replica) {
            return replica.look(ItemId.story(id(0))).await().atMost(PATIENCE).source() == Source.REDIS;
        }

        /**
         * A journal entry is counted before it is removed. So a sync that begins after the journal was found empty
         * transfers its view. The replay of entries that a killed replica left begins with a sync.
         */
        private boolean nothingIsLeft(Replica replica) {
            boolean journalIsEmpty =
                    redis.probe().send(Command.EXISTS, RedisKeys.JOURNAL).toInteger() == 0;
            SyncReport report = replica.sync().await().atMost(PATIENCE);
            return journalIsEmpty
                    && report.success()
                    && report.skipped() == null
                    && report.storiesProcessed() == 0
                    && report.chaptersProcessed() == 0
                    && !database.truth("select database_open from view_path")
                    && database.query("select count(*) from revoked_calls") == 0;
        }

        private void check() {
            for (int item = 0; item < ITEMS; item++) {
                long stored = stored(item);
                assertThat(stored)
                        .as("item %d of %s", item, this)
                        .isBetween(counted(item), counted(item) + unclear(item));
                assertThat(database.query("select coalesce(sum(views), 0)::bigint from view_hours where item = 's:"
                                + id(item) + "'"))
                        .as("history of item %d of %s", item, this)
                        .isEqualTo(stored);
                checkShown(item, stored);
            }
            chapter.check();
            assertThat(database.query("select views_lost()"))
                    .as("told to be lost by %s", this)
                    .isZero();
            nobodyCountsAgain();
        }

        /**
         * The clock of the replicas does not advance, so that their caches of missing items never expire. The caches
         * are invalidated here, also for items that a transfer created.
         */
        private void checkShown(int item, long stored) {
            ItemId id = ItemId.story(id(item));
            if (placesOf(id).isEmpty()) {
                return;
            }
            for (Replica replica : replicas) {
                replica.hearsOfCreation(id).await().atMost(PATIENCE);
                assertThat(total(replica, item))
                        .as("count of item %d in %s", item, this)
                        .isEqualTo(stored);
            }
        }

        private long stored(int item) {
            return database.query(
                    "select coalesce(sum(read_count), 0)::bigint from stories where id = '" + id(item) + "'");
        }

        /** Retries, because on a busy machine a replica may count in Postgres for a moment. */
        private long total(Replica replica, int item) {
            return Awaitility.await(toString())
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .ignoreExceptions()
                    .until(
                            () -> replica.look(ItemId.story(id(item))).await().atMost(PATIENCE),
                            outcome -> outcome.source() == Source.REDIS
                                    && !outcome.total().approximate())
                    .total()
                    .views();
        }

        private void nobodyCountsAgain() {
            Map<Viewing, Outcome> again = new HashMap<>();
            for (Viewing viewing : counted) {
                Replica replica = any();
                if (viewing.window().equals(replica.window()) && isOf(viewing, viewing.item())) {
                    again.put(viewing, viewAgain(replica, viewing));
                }
            }
            assertThat(again.values())
                    .as("views of viewers who were counted, in %s", this)
                    .allMatch(outcome -> outcome instanceof Outcome.Duplicate || outcome.source() == Source.DATABASE);
        }

        private Outcome viewAgain(Replica replica, Viewing viewing) {
            return Awaitility.await(toString())
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .ignoreExceptions()
                    .until(
                            () -> replica.view(ItemId.story(id(viewing.item())), Viewer.user("v" + viewing.viewer()))
                                    .await()
                                    .atMost(PATIENCE),
                            Objects::nonNull);
        }

        /** The viewers who were answered as counted, each once per window. */
        private long counted(int item) {
            return counted.stream().filter(viewing -> isOf(viewing, item)).count();
        }

        /**
         * The other viewers, whose views may or may not have counted, because no reply arrived or the view was
         * journalled.
         */
        private long unclear(int item) {
            int life = lives.get(item);
            return Stream.concat(
                            unclear.stream().filter(viewing -> isOf(viewing, item)),
                            mayCountInAnyLife.stream()
                                    .filter(viewing -> viewing.item() == item)
                                    .map(viewing -> inLife(viewing, life)))
                    .distinct()
                    .filter(viewing -> !counted.contains(viewing))
                    .count();
        }

        /**
         * A chapter that is deleted and created in another story; its views count for the story too. As an item it has
         * the number -1. Each move begins another life.
         */
        private final class Chapter {
            private final Set<Viewing> read = ConcurrentHashMap.newKeySet();
            private final Set<Viewing> mayBeRead = ConcurrentHashMap.newKeySet();
            private final Set<Viewing> chapterMayCountInAnyLife = ConcurrentHashMap.newKeySet();
            private final AtomicInteger life = new AtomicInteger();

            private ItemId id() {
                return ItemId.chapter(nameOf("chapter"));
            }

            private List<String> stories() {
                return List.of(nameOf("left"), nameOf("right"));
            }

            private String nameOf(String what) {
                return "r" + Long.toHexString(seed) + "-" + what;
            }

            private void create() {
                stories().forEach(each -> database.run("insert into stories (id) values ('" + each + "')"));
                createIn(stories().get(0));
            }

            /**
             * In an open catalog a chapter is its own home, see ViewHomes. A replica with another catalog mode may have
             * created it already.
             */
            private void createIn(String story) {
                database.run(
                        "insert into chapters (id, home, story_id) values ('%s', '%s', '%s') on conflict (id) do update set story_id = excluded.story_id"
                                .formatted(id().id(), catalogMode.equals("open") ? id().id() : story, story));
            }

            private void move() {
                story.add("the chapter moves");
                Placed place = new Placed(
                        id(), database.text("select home from chapters where id = '" + id().id() + "'"), (int)
                                database.query("select incarnation from chapters where id = '" + id().id() + "'"));
                database.run("delete from chapters where id = '" + id().id() + "'");
                life.incrementAndGet();
                note("removed", any().removed(place));
                letGoOn(random.nextInt(MOST_ROUNDS));
                createIn(stories().get(random.nextInt(2)));
                awaitCreation(id(), any());
            }

            private void view(Replica replica, int viewer) {
                Viewing viewing = new Viewing(-1, life.get(), viewer, replica.window());
                sent.incrementAndGet();
                open.incrementAndGet();
                replica.viewWithStory(id(), Viewer.user("v" + viewer))
                        .ifNoItem()
                        .after(LOST_AFTER)
                        .fail()
                        .onTermination()
                        .invoke(open::decrementAndGet)
                        .subscribe()
                        .with(outcome -> answered(outcome, viewing), failure -> {
                            chapterMayCountInAnyLife.add(viewing);
                            failed.incrementAndGet();
                        });
            }

            private void answered(Outcome outcome, Viewing viewing) {
                if (outcome instanceof Outcome.Journalled) {
                    chapterMayCountInAnyLife.add(viewing);
                } else {
                    (viewing.life() == life.get() ? read : mayBeRead).add(inLife(viewing));
                }
            }

            private Viewing inLife(Viewing viewing) {
                return new Viewing(-1, life.get(), viewing.viewer(), viewing.window());
            }

            private void check() {
                Set<Viewing> all = new HashSet<>(read);
                all.addAll(mayBeRead);
                chapterMayCountInAnyLife.forEach(viewing -> all.add(inLife(viewing)));
                long least = ofThisLife(read);
                long views = database.query("select read_count from chapters where id = '" + id().id() + "'");
                assertThat(views).as("the chapter of %s", Run.this).isBetween(least, ofThisLife(all));
            }

            private long ofThisLife(Set<Viewing> viewings) {
                return viewings.stream()
                        .filter(viewing -> viewing.life() == life.get())
                        .count();
            }
        }

        private boolean isOf(Viewing viewing, int item) {
            return viewing.item() == item && viewing.life() == lives.get(item);
        }

        @Override
        public String toString() {
            return "seed " + seed + ", catalog " + catalogMode + ": " + story + ", through redis: "
                    + replicas.stream().map(Replica::countsThroughRedis).toList();
        }
    }
}
