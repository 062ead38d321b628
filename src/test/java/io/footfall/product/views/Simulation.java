package io.footfall.product.views;

import io.footfall.platform.identity.Viewer;
import io.footfall.platform.redis.PartitionId;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.Source;
import io.footfall.simulation.Link;
import io.footfall.simulation.RedisModel;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One random interleaving of the work of replicas: views, imports, syncs, deletions, faults of the network and of both
 * stores, crashes. The seed alone determines it. At the end all faults are removed; then the promises of
 * {@code docs/protocol.md} have to hold within a bounded time.
 */
final class Simulation {

    /** The kinds of faults in an interleaving. */
    private enum Faults {
        /** No faults. Then a total that was answered never decreases. */
        NONE,
        /** Faults of Redis and of the network to it, without data loss. */
        REDIS,
        /** Faults of both stores, the networks, the replicas and their clocks, without data loss in Redis. */
        ALL,
        /** As {@link #ALL}, and Redis loses its data or is restored from an older snapshot. */
        MEMORY
    }

    /** Settings that a rolling update may change on a replica. The catalog mode is chosen separately. */
    private static final List<Map<String, String>> SETTINGS = List.of(
            Map.of(),
            Map.of(),
            Map.of("footfall.views.lateness", "5h"),
            Map.of("footfall.views.sync-batch", "5000"),
            Map.of("footfall.views.sync-lock", "2s"),
            Map.of("footfall.views.largest-batch", "1"),
            Map.of("footfall.views.calls-in-flight", "3"),
            Map.of("footfall.redis.patience", "400ms"));

    private static final String CATALOG_MODE = "footfall.views.catalog-mode";

    /** Multiplied with the seed, because consecutive seeds produce similar first numbers. */
    private static final long LARGE_ODD = 0x9E3779B97F4A7C15L;

    private static final int STEPS = 8;
    private static final int VIEWERS = 5;
    private static final int[] REPLICAS = {1, 2, 2, 2, 3};
    private static final int STORIES = 3;
    private static final int CHAPTER = STORIES;
    private static final int ITEMS = STORIES + 1;

    /**
     * The items that one deletion may affect: a chapter is deleted with its story. The chapter belongs to one of the
     * first two stories, never to the third one.
     */
    private static final Set<Integer> WITH_CHAPTER = new TreeSet<>(List.of(0, 1, CHAPTER));

    private static final int ALONE = 2;
    private static final int MOST_VIEWS_OF_A_STEP = 5;
    private static final int MOST_LOOKS = 15;
    private static final long BEAT_MILLIS = 2_000;

    /** The time limit of the recovery after the last fault. The longest pause between attempts is 30 seconds. */
    private static final Duration LONGEST_RECOVERY = Duration.ofSeconds(120);

    private final long seed;
    private final SimulatedStores stores;
    private final Random random;
    private final Faults faults;
    private final boolean open;

    /**
     * Whether the replicas use different catalog modes. Then the chapter and its possible stories are not created
     * again, because a chapter's home differs between the two modes.
     */
    private final boolean mixed;

    private final List<SimulatedReplica> replicas = new ArrayList<>();
    private final List<SimulatedReplica> killed = new ArrayList<>();
    private final List<ItemId> items = new ArrayList<>();
    private final ExpectedViews expectedViews = new ExpectedViews(ITEMS);
    private final List<RedisModel.Memory> memories = new ArrayList<>();
    private final List<String> story = new ArrayList<>();

    /** The story in which the chapter is created next. */
    private int parent;

    private final Set<Integer> beingCreated = new TreeSet<>();
    private boolean isAnother;
    private boolean settling;

    Simulation(long seed) {
        this.seed = seed;
        stores = new SimulatedStores(seed * LARGE_ODD);
        random = stores.timeline.random();
        faults = Faults.values()[random.nextInt(Faults.values().length)];
        open = random.nextInt(3) == 0;
        mixed = random.nextInt(4) == 0;
        for (int i = 0; i < STORIES; i++) {
            items.add(ItemId.story(idOf(i)));
        }
        items.add(ItemId.chapter("c"));
    }

    /** The first and the third story share a partition, so that its batches have several parts. */
    private static String idOf(int item) {
        PartitionId partition = PartitionId.of("p" + item % 2);
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "s" + item + "-" + i)
                .filter(id -> PartitionId.of(id).equals(partition))
                .findFirst()
                .orElseThrow();
    }

    /** Changes the model of a script, to simulate a bug in it. */
    Simulation with(Consumer<RedisModel> fault) {
        fault.accept(stores.redis);
        return this;
    }

    /** Runs the interleaving. Throws an AssertionError that contains the seed. */
    void run() {
        try {
            begin();
            for (int step = 0; step < STEPS; step++) {
                IntStream.range(0, random.nextInt(MOST_VIEWS_OF_A_STEP)).forEach(i -> view());
                happen();
                stores.timeline.pass(oneIn(10) ? random.nextInt(1_500) : random.nextInt(25));
            }
            settle();
            check();
        } catch (RuntimeException e) {
            throw new AssertionError(toString(), e);
        }
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private void begin() {
        if (!oneIn(8)) {
            stores.bringInLine();
        }
        int there = open ? 1 + random.nextInt(STORIES) : STORIES;
        for (int item = 0; item < there; item++) {
            stores.create(place(item), null, () -> {});
        }
        if (!open || mixed || random.nextBoolean()) {
            stores.create(place(CHAPTER), items.get(parent), () -> {});
        }
        int many = REPLICAS[random.nextInt(REPLICAS.length)];
        for (int i = 0; i < many; i++) {
            join();
        }
    }

    /** Returns the place in which an item is created. In an open catalog a chapter is its own home, see ViewHomes. */
    private Placed place(int item) {
        ItemId home = items.get(item == CHAPTER && !open ? parent : item);
        return new Placed(items.get(item), home.id(), 0);
    }

    private void join() {
        Map<String, String> settings = new HashMap<>(SETTINGS.get(random.nextInt(SETTINGS.size())));
        settings.put(CATALOG_MODE, (mixed && random.nextBoolean()) != open ? "open" : "strict");
        SimulatedReplica replica = new SimulatedReplica(stores, settings);
        replicas.add(replica);
        beat(replica);
    }

    /** Schedules the periodic work of a replica every two seconds, and a sync, which replicas do less often. */
    private void beat(SimulatedReplica replica) {
        stores.timeline.in(BEAT_MILLIS, () -> {
            if (replicas.contains(replica)) {
                bringInLineAndSync(replica, () -> beat(replica));
            }
        });
    }

    private static void bringInLineAndSync(SimulatedReplica replica, Runnable then) {
        begin(replica.bringInLine(), () -> begin(replica.sync(), then));
    }

    private static void begin(Uni<?> work, Runnable then) {
        work.subscribe().with(done -> then.run(), failure -> then.run());
    }

    private void note(String what, Uni<?> work) {
        story.add(what);
        begin(work, () -> {});
    }

    private SimulatedReplica any() {
        return replicas.get(random.nextInt(replicas.size()));
    }

    private void view() {
        SimulatedReplica replica = any();
        int item = random.nextInt(ITEMS);
        int viewer = random.nextInt(VIEWERS);
        boolean withStory = item == CHAPTER && !oneIn(4);
        ExpectedViews.Sent view = withStory
                ? expectedViews.send(replica, viewer, CHAPTER, 0, 1)
                : expectedViews.send(replica, viewer, item);
        Viewer reader = Viewer.user("v" + viewer);
        Uni<Outcome> outcome = withStory
                ? replica.viewWithStory(items.get(item), reader)
                : oneIn(8) ? replica.imported(items.get(item), reader) : replica.view(items.get(item), reader);
        outcome.subscribe().with(answer -> answered(view, answer), failure -> expectedViews.failed(view));
    }

    /** The chapter may belong to another story meanwhile, so it is not certain for which story the view counted. */
    private void answered(ExpectedViews.Sent view, Outcome outcome) {
        if (!expectedViews.answered(view, outcome, false) && faults == Faults.NONE && !settling) {
            throw new AssertionError("a total went down to " + outcome + ": " + this);
        }
    }

    private void happen() {
        int dice = random.nextInt(100);
        if (dice < 8) {
            createAgain(random.nextInt(ITEMS));
        } else if (dice < 25) {
            note("sync", any().sync());
        } else if (dice < 32) {
            note("bring in line", any().bringInLine());
        } else if (faults != Faults.NONE) {
            fail(dice);
        }
    }

    private void fail(int dice) {
        if (dice < 38) {
            begin("redis cut", any().toRedis, Link.Fault.CUT);
        } else if (dice < 44) {
            begin("redis black hole", any().toRedis, Link.Fault.BLACK_HOLE);
        } else if (dice < 52) {
            begin("redis answers lost", any().toRedis, Link.Fault.ANSWERS_LOST);
        } else if (dice < 58) {
            long millis = random.nextInt(2_000);
            story.add("redis stalls for " + millis + " ms");
            replicas.forEach(replica -> replica.toRedis.stall(millis));
        } else if (dice < 75) {
            story.add("heal");
            any().heal();
        } else if (dice < 79) {
            story.add("redis restarts");
            stores.redis.restart();
            becameAnother();
        } else if (faults != Faults.REDIS) {
            failMore(dice);
        }
    }

    private void failMore(int dice) {
        if (dice < 82) {
            begin("postgres cut", any().toPostgres, Link.Fault.CUT);
        } else if (dice < 85) {
            begin("postgres black hole", any().toPostgres, Link.Fault.BLACK_HOLE);
        } else if (dice < 88) {
            begin("postgres answers lost", any().toPostgres, Link.Fault.ANSWERS_LOST);
        } else if (dice < 93) {
            crash();
        } else if (dice < 95) {
            story.add("clocks are set");
            stores.setClocks();
        } else if (faults == Faults.MEMORY) {
            forget(dice);
        }
    }

    private void forget(int dice) {
        if (dice < 97) {
            story.add("a snapshot of redis is taken");
            memories.add(stores.redis.memory());
        } else if (dice < 98 && !memories.isEmpty()) {
            story.add("redis goes back in time");
            stores.redis.goBackTo(memories.get(random.nextInt(memories.size())));
            becameAnother();
        } else if (dice < 99) {
            story.add("redis loses its memory");
            stores.redis.loseMemory();
            becameAnother();
        } else {
            story.add("redis is flushed");
            stores.redis.forget();
            isAnother = true;
        }
    }

    private void becameAnother() {
        isAnother = true;
        replicas.forEach(replica -> replica.toRedis.breakAll());
    }

    private void begin(String what, Link link, Link.Fault fault) {
        story.add(what);
        link.begin(fault);
    }

    private void crash() {
        story.add("crash");
        SimulatedReplica victim = any();
        victim.die();
        killed.add(victim);
        expectedViews.killed(victim);
        replicas.remove(victim);
        join();
    }

    /**
     * Deletes an item and creates it again, each by some replica. The creation is complete once Redis holds no data of
     * the deleted incarnation.
     */
    private void createAgain(int item) {
        Set<Integer> together = item == ALONE ? Set.of(ALONE) : WITH_CHAPTER;
        if (mixed && item != ALONE || !Collections.disjoint(beingCreated, together)) {
            return;
        }
        story.add("item " + item + " is created again");
        beingCreated.addAll(together);
        List<Placed> there = together.stream()
                .flatMap(each -> stores.placeOf(items.get(each)).stream())
                .toList();
        if (stores.placeOf(items.get(item)).isEmpty()) {
            create(item, false, false);
        } else {
            stores.delete(items.get(item), () -> deleted(item, there));
        }
    }

    private void deleted(int item, List<Placed> there) {
        List<Placed> gone = there.stream().filter(place -> !isThere(place)).toList();
        gone.forEach(place -> expectedViews.turn(items.indexOf(place.id())));
        begin(any().removed(gone), () -> {});
        boolean withChapter =
                item != CHAPTER && gone.stream().anyMatch(place -> place.id().equals(items.get(CHAPTER)));
        stores.timeline.in(random.nextInt(40), () -> create(item, true, withChapter));
    }

    private boolean isThere(Placed place) {
        return stores.placeOf(place.id()).filter(place::equals).isPresent();
    }

    private void create(int item, boolean again, boolean withChapter) {
        int another = random.nextInt(2);
        if (item == CHAPTER && again && stores.placeOf(items.get(another)).isPresent()) {
            parent = another;
        }
        stores.create(place(item), items.get(parent), () -> created(item, again, withChapter));
    }

    /** Retries with another replica, because a replica that is killed meanwhile does not reply. */
    private void created(int item, boolean again, boolean withChapter) {
        ItemId id = items.get(item);
        replicas.forEach(replica -> replica.hearsOfCreation(id));
        begin(any().created(id), () -> {});
        stores.timeline.in(20, () -> {
            if (stores.postgres.notRemoved(id.field()) > 0) {
                created(item, again, withChapter);
                return;
            }
            if (again) {
                expectedViews.turn(item);
            }
            if (withChapter) {
                create(CHAPTER, true, false);
            } else {
                beingCreated.removeAll(item == ALONE ? Set.of(ALONE) : WITH_CHAPTER);
            }
        });
    }

    /** Ends all faults, and waits for the recovery. */
    private void settle() {
        settling = true;
        replicas.forEach(SimulatedReplica::heal);
        replicas.forEach(replica -> bringInLineAndSync(replica, () -> {}));
        awaitQuiet();
        if (isAnother) {
            letAllNotice();
        }
    }

    /** A replica without work may not have noticed yet that Redis is another one. */
    private void letAllNotice() {
        AtomicInteger left = new AtomicInteger(replicas.size());
        replicas.forEach(replica -> begin(replica.bringInLine(), left::decrementAndGet));
        while (left.get() > 0) {
            stores.timeline.pass(5);
        }
        awaitQuiet();
    }

    private void awaitQuiet() {
        Instant end = stores.timeline.instant().plus(LONGEST_RECOVERY);
        while (!isQuiet()) {
            if (stores.timeline.instant().isAfter(end)) {
                throw new AssertionError("does not recover: " + this);
            }
            stores.timeline.pass(50);
        }
    }

    private boolean isQuiet() {
        return expectedViews.areAnswered()
                && beingCreated.isEmpty()
                && killed.stream().allMatch(SimulatedReplica::isStill)
                && replicas.stream().allMatch(SimulatedReplica::countsThroughRedis)
                && replicas.stream().mapToLong(SimulatedReplica::era).distinct().count() == 1
                && stores.areInLine();
    }

    private void check() {
        if (faults == Faults.MEMORY) {
            checkLosses();
        } else {
            IntStream.range(0, ITEMS).forEach(this::checkViews);
            checkThat(stores.postgres.lost() == 0, "views are reported lost that are not");
            checkThat(expectedViews.countedTwice().isEmpty(), "counted twice: " + expectedViews.countedTwice());
        }
        IntStream.range(0, ITEMS).forEach(this::checkShown);
    }

    private void checkThat(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + ": " + this);
        }
    }

    private void checkViews(int item) {
        long views = Math.max(0, stores.views(items.get(item)));
        long least = expectedViews.counted(item);
        long most = expectedViews.atMost(item);
        checkThat(
                least <= views && views <= most,
                "item " + item + " has " + views + " views, not " + least + " to " + most);
    }

    private void checkLosses() {
        long least = IntStream.range(0, ITEMS).mapToLong(expectedViews::counted).sum();
        long there = items.stream()
                .mapToLong(item -> Math.max(0, stores.views(item)))
                .sum();
        checkThat(
                there + stores.postgres.lost() + expectedViews.mayBeUnreported() >= least,
                "of at least " + least + " views " + there + " are there and " + stores.postgres.lost()
                        + " reported lost");
    }

    private void checkShown(int item) {
        long views = stores.views(items.get(item));
        if (views < 0) {
            return;
        }
        Optional<Outcome> shown = look(any(), items.get(item));
        checkThat(
                shown.filter(answer -> answer.total().views() == views).isPresent(),
                "item " + item + " is shown as " + shown + ", and has " + views + " views");
    }

    /** Reads the total through Redis. Retries, because for some seconds a replica may take a new item for missing. */
    private Optional<Outcome> look(SimulatedReplica replica, ItemId item) {
        AtomicReference<Outcome> answer = new AtomicReference<>();
        for (int i = 0; i < MOST_LOOKS && (answer.get() == null || answer.get().source() != Source.REDIS); i++) {
            stores.timeline.pass(i * 500L);
            AtomicBoolean over = new AtomicBoolean();
            begin(replica.look(item).invoke(answer::set), () -> over.set(true));
            while (!over.get()) {
                stores.timeline.pass(5);
            }
        }
        return Optional.ofNullable(answer.get());
    }

    /** The number of events. */
    long events() {
        return stores.timeline.happened();
    }

    /** The number of views that were answered as first views. */
    int firstViews() {
        return expectedViews.firstViews();
    }

    @Override
    public String toString() {
        return "seed " + seed + ", faults " + faults + ", catalog " + (mixed ? "mixed" : open ? "open" : "strict")
                + ", at " + stores.timeline.micros() + " µs: " + story + ", through redis: "
                + replicas.stream().map(SimulatedReplica::countsThroughRedis).toList()
                + ", database open: " + stores.postgres.databaseOpen() + ", calls to be undone: "
                + stores.postgres.revokedCalls() + ", unanswered: " + expectedViews.unanswered() + ", being created: "
                + beingCreated;
    }
}
