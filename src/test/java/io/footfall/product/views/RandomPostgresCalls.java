package io.footfall.product.views;

import io.footfall.platform.identity.Viewer;
import io.footfall.platform.redis.PartitionId;
import io.footfall.product.catalog.CatalogListener.Placed;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.counting.DatabaseCounting;
import io.footfall.product.views.counting.FallbackCounts;
import io.footfall.product.views.counting.ViewOperation;
import io.footfall.product.views.failover.FallbackStore;
import io.footfall.product.views.failover.FallbackViewers;
import io.footfall.product.views.failover.UnacknowledgedCall;
import io.footfall.product.views.model.CatalogLookup;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.DedupWindow;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.Salt;
import io.footfall.product.views.model.SaltStore;
import io.footfall.product.views.model.SyncRun;
import io.footfall.product.views.model.SyncTotals;
import io.footfall.product.views.model.ViewScope;
import io.footfall.product.views.sync.SyncBatch;
import io.footfall.product.views.sync.SyncBatchParts;
import io.footfall.product.views.sync.ViewStore;
import io.footfall.simulation.PostgresModel;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Generates random calls of the classes that count in Postgres. They use few items and viewers, so that calls affect
 * each other.
 */
final class RandomPostgresCalls {

    /**
     * One call.
     *
     * @param name the name of the call
     * @param call makes the call and returns a result that can be compared
     * @param kind names the kind of a result; not used where the call failed
     */
    record Step(String name, Function<PostgresUnderTest, Uni<?>> call, Function<Object, String> kind) {

        static Step of(String name, Function<PostgresUnderTest, Uni<?>> call) {
            return new Step(name, call, answer -> "done");
        }
    }

    private static final int STORIES = 3;
    private static final int CHAPTERS = 2;
    private static final int VIEWERS = 6;
    private static final int BATCHES = 2;
    private static final int REPLICAS = 2;
    private static final int SLOTS = 2;
    private static final int CALLS_OF_A_SLOT = 3;
    private static final List<String> MASTERS = List.of("", "one", "another");
    private static final Salt SALT =
            new Salt(Base64.getEncoder().encodeToString("a salt".getBytes(StandardCharsets.US_ASCII)));
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant LATER = NOW.plus(1, ChronoUnit.HOURS);
    private static final Instant BEFORE = NOW.minus(2, ChronoUnit.HOURS);
    private static final List<DedupWindow> WINDOWS = List.of(new DedupWindow(1, 24), new DedupWindow(2, 24));

    private final Random random;
    private final PostgresModel model;
    private final Queue<Step> first = new ArrayDeque<>();

    /** Chooses calls from the state of the model, which is the same as that of the real Postgres. */
    RandomPostgresCalls(Random random, PostgresModel model) {
        this.random = random;
        this.model = model;
        if (!seldom()) {
            first.addAll(List.of(open(), createStory("st0"), createStory("st1"), createChapter("ch0", "st0")));
        }
    }

    private boolean seldom() {
        return random.nextInt(4) == 0;
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private ItemId story() {
        return ItemId.story("st" + random.nextInt(STORIES));
    }

    private ItemId chapter() {
        return ItemId.chapter("ch" + random.nextInt(CHAPTERS));
    }

    private ItemId item() {
        return random.nextInt(3) == 0 ? chapter() : story();
    }

    /**
     * Returns mostly the present incarnation of the item, or the one with which it would be created; sometimes a random
     * one.
     */
    private int incarnation(ItemId item) {
        if (seldom()) {
            return random.nextInt(3);
        }
        Integer now = model.incarnation(item.field());
        return now != null ? now : deleted(item);
    }

    private int deleted(ItemId item) {
        return (int) model.dump().get("deleted_items").stream()
                .filter(row -> row.startsWith("[" + item.field() + ","))
                .count();
    }

    private String field() {
        ItemId item = item();
        return item.field(incarnation(item));
    }

    private Viewer viewer() {
        return Viewer.user("v" + random.nextInt(VIEWERS));
    }

    /** The marks of the first window are held, those of the second one are expired. */
    private DedupRetention retention() {
        int window = random.nextInt(WINDOWS.size());
        Instant until = window == 0 ? LATER : BEFORE;
        return new DedupRetention(WINDOWS.get(window), seldom() ? until.plus(1, ChronoUnit.HOURS) : until, false);
    }

    private UUID uuid(String kind, int most) {
        return UUID.nameUUIDFromBytes((kind + random.nextInt(most)).getBytes(StandardCharsets.US_ASCII));
    }

    private PartitionId partition() {
        return new PartitionId(random.nextInt(2));
    }

    Step next() {
        if (!first.isEmpty()) {
            return first.poll();
        }
        int dice = random.nextInt(100);
        if (dice < 12) {
            return change();
        } else if (dice < 34) {
            return count();
        } else if (dice < 50) {
            return transfer();
        } else if (dice < 66) {
            return handBack();
        } else if (dice < 76) {
            return call();
        } else if (dice < 92) {
            return path();
        }
        return random.nextInt(3) > 0 ? look() : salt();
    }

    private Step change() {
        String story = story().id();
        String chapter = chapter().id();
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> createStory(story);
            case 3, 4 -> createChapter(chapter, seldom() ? null : story);
            case 5 -> sql("delete story", "delete from stories where id = $1", Tuple.of(story));
            case 6 -> sql("delete chapter", "delete from chapters where id = $1", Tuple.of(chapter));
            default ->
                new Step(
                        "delete story with its chapters",
                        side -> deleteWithChapters(side, story),
                        gone -> gone.equals(0) ? "without" : "with");
        };
    }

    private static Step createStory(String id) {
        return sql("create story", "insert into stories (id) values ($1)", Tuple.of(id));
    }

    /** A chapter without a story is its own home. */
    private static Step createChapter(String id, String story) {
        return sql(
                "create chapter",
                "insert into chapters (id, home, story_id) values ($1, $2, $3)",
                Tuple.of(id, story == null ? id : story, story));
    }

    private static Step open() {
        return Step.of("open", side -> side.outages().open());
    }

    private static Uni<Integer> deleteWithChapters(PostgresUnderTest side, String story) {
        return side.gateway().askInBulk(connection -> connection
                .preparedQuery("select incarnation from stories where id = $1 for update")
                .execute(Tuple.of(story))
                .chain(() -> connection
                        .preparedQuery("delete from chapters where story_id = $1 returning id, home, incarnation")
                        .execute(Tuple.of(story)))
                .map(gone -> gone.rowCount())
                .call(() -> connection
                        .preparedQuery("delete from stories where id = $1")
                        .execute(Tuple.of(story))));
    }

    private static Step sql(String name, String sql, Tuple arguments) {
        return new Step(
                name,
                side -> side.pool().preparedQuery(sql).execute(arguments).map(rows -> rows.rowCount()),
                changed -> changed.equals(0) ? "nothing" : "done");
    }

    private PostgresUnderTest.Catalog catalog(PostgresUnderTest side, boolean isOpen) {
        return isOpen ? side.open() : side.strict();
    }

    private Step count() {
        boolean isOpen = seldom();
        DedupRetention retention = retention();
        List<ViewOperation> batch = IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> op(retention))
                .toList();
        Optional<UnacknowledgedCall> abandoned = seldom() ? Optional.of(abandoned()) : Optional.empty();
        DatabaseCounting.Work work = new DatabaseCounting.Work(batch, abandoned);
        Set<String> before = items();
        long era = oneOf(List.of(lastEra() - 2, lastEra(), lastEra(), lastEra(), lastEra() + 2));
        return new Step(
                isOpen ? "count in an open catalog" : "count",
                side -> catalog(side, isOpen).counts().count(work),
                answer -> kindOf((Optional<?>) answer, before));
    }

    private Set<String> items() {
        Set<String> items = new TreeSet<>();
        for (String table : List.of("stories", "chapters")) {
            model.dump().get(table).forEach(row -> items.add(row.substring(0, row.indexOf(','))));
        }
        return items;
    }

    /** Returns the rarest outcome within the result. */
    private String kindOf(Optional<?> counts, Set<String> before) {
        if (counts.isEmpty()) {
            return "closed";
        }
        if (items().size() > before.size()) {
            return "created";
        }
        return ((List<?>) counts.get())
                .stream()
                        .map(each -> (FallbackCounts.Count) each)
                        .map(FallbackCounts.Count::status)
                        .min(Comparator.naturalOrder())
                        .map(status -> "status " + status)
                        .orElseThrow();
    }

    private ViewOperation op(DedupRetention retention) {
        boolean ofChapter = random.nextInt(3) == 0;
        ItemId item = ofChapter ? chapter() : story();
        ItemId story = story();
        PartitionIndex.Place place = new PartitionIndex.Place(
                ofChapter ? story.id() : item.id(),
                incarnation(item),
                ofChapter ? new PartitionIndex.Story(story.id(), incarnation(story)) : null);
        return seldom()
                ? ViewOperation.look(item, place, retention)
                : ViewOperation.count(
                        item,
                        place,
                        random.nextBoolean() ? ViewScope.CHAPTER_AND_STORY : ViewScope.ITEM,
                        retention,
                        SALT.digest(viewer()));
    }

    private UnacknowledgedCall abandoned() {
        String window = oneOf(WINDOWS).label();
        List<String> items = new ArrayList<>();
        List<String> viewers = new ArrayList<>();
        List<Integer> partitions = new ArrayList<>();
        List<String[]> counted = model.dump().get("view_dedup").stream()
                .map(row -> row.substring(1).split(", "))
                .filter(row -> row[0].equals(window))
                .toList();
        for (int i = 0; i <= random.nextInt(4); i++) {
            String[] known = counted.isEmpty() || seldom() ? null : oneOf(counted);
            String field = known == null ? field() : known[1];
            items.add(field);
            viewers.add(
                    seldom()
                            ? ""
                            : known == null
                                    ? Long.toString(SALT.digest(viewer()).mark(field))
                                    : known[2]);
            partitions.add(partition().number());
        }
        return new UnacknowledgedCall(
                "slot" + random.nextInt(SLOTS), random.nextInt(CALLS_OF_A_SLOT), window, items, viewers, partitions);
    }

    private List<UnacknowledgedCall> abandonedCalls() {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> abandoned())
                .toList();
    }

    private Step transfer() {
        UUID id = uuid("batch", BATCHES);
        PartitionId partition = partition();
        boolean isOpen = random.nextBoolean();
        return switch (random.nextInt(12)) {
            case 0, 5 -> {
                SyncBatchParts wanted = new SyncBatchParts(1 + random.nextInt(3));
                yield new Step(
                        "begin to add",
                        side -> side.strict().store().begin(id, partition, wanted),
                        begun -> ((ViewStore.Begun) begun).parts().equals(wanted) ? "as wanted" : "as begun");
            }
            case 1 -> Step.of("prune ledger", side -> side.strict().store().pruneLedger());
            case 2 ->
                sql("age ledger", "update sync_batches set applied_at = applied_at - interval '8 days'", Tuple.tuple());
            case 3 -> {
                SyncRun run = new SyncRun(
                        NOW.plusSeconds(random.nextInt(9)), random.nextInt(9), totals(), random.nextBoolean());
                yield Step.of("record", side -> side.strict().store().record(run));
            }
            case 4 ->
                new Step(
                        "last run",
                        side -> side.strict().store().lastRun(),
                        run -> run == null ? "nothing" : ((SyncRun) run).success() ? "success" : "failure");
            default -> apply(seldom() ? id : new UUID(random.nextLong(), 0), partition, isOpen);
        };
    }

    private SyncTotals totals() {
        return new SyncTotals(random.nextInt(9), random.nextInt(9), random.nextInt(9), random.nextInt(9));
    }

    private Step apply(UUID id, PartitionId partition, boolean isOpen) {
        SyncBatch batch = new SyncBatch();
        for (int i = 0; i <= random.nextInt(4); i++) {
            batch.add(field(), Integer.toString(random.nextInt(7) - 2));
        }
        Set<String> before = items();
        long era = oneOf(List.of(lastEra() - 2, lastEra(), lastEra(), lastEra(), lastEra() + 2));
        return new Step(
                isOpen ? "apply in an open catalog" : "apply",
                side -> catalog(side, isOpen)
                        .store()
                        .apply(id, partition, batch, era)
                        .map(RandomPostgresCalls::sorted),
                answer -> appliedKindOf((Optional<?>) answer, before));
    }

    private static Optional<ViewStore.Applied> sorted(Optional<ViewStore.Applied> applied) {
        return applied.map(each -> new ViewStore.Applied(
                each.added(), each.missing().stream().sorted().toList()));
    }

    private String appliedKindOf(Optional<?> answer, Set<String> before) {
        if (answer.isEmpty()) {
            return "already applied";
        }
        ViewStore.Applied applied = (ViewStore.Applied) answer.get();
        if (items().size() > before.size()) {
            return "created";
        }
        if (!applied.missing().isEmpty()) {
            return "missing";
        }
        return applied.added().views() < 0 ? "taken back" : "added";
    }

    private Step look() {
        List<ItemId> items = List.of(story(), chapter(), story());
        return switch (random.nextInt(6)) {
            case 0, 1 ->
                new Step(
                        "look up",
                        side -> side.strict().store().lookUp(items),
                        found -> ((Map<?, ?>) found).isEmpty() ? "nothing" : "found");
            case 2, 3 ->
                new Step(
                        "look up or next",
                        side -> side.open().store().lookUpOrNext(items),
                        found -> ((Map<?, ?>) found).values().stream().anyMatch(RandomPostgresCalls::isNext)
                                ? "next"
                                : "found");
            case 4 ->
                new Step(
                        "not removed",
                        side -> side.deletions().notRemoved().map(RandomPostgresCalls::inOrder),
                        RandomPostgresCalls::some);
            default -> {
                ItemId item = item();
                if (random.nextBoolean()) {
                    yield new Step(
                            "not removed of one",
                            side -> side.deletions().notRemoved(item).map(RandomPostgresCalls::inOrder),
                            RandomPostgresCalls::some);
                }
                List<Placed> placed = List.of(
                        new Placed(item, item.id(), random.nextInt(3)), new Placed(story(), "home", random.nextInt(3)));
                yield Step.of("removed", side -> side.deletions().removed(placed));
            }
        };
    }

    private static boolean isNext(Object entry) {
        CatalogLookup found = (CatalogLookup) entry;
        return !found.exists() && found.place().incarnation() > 0;
    }

    private static List<Placed> inOrder(List<Placed> items) {
        return items.stream().sorted(Comparator.comparing(Placed::toString)).toList();
    }

    private static String some(Object answer) {
        return ((List<?>) answer).isEmpty() ? "none" : "some";
    }

    private static List<FallbackViewers.Viewing> sortedPage(List<FallbackViewers.Viewing> page) {
        return page.stream()
                .sorted(Comparator.comparing(FallbackViewers.Viewing::toString))
                .toList();
    }

    private static Uni<List<FallbackViewers.Viewing>> page(FallbackViewers viewers) {
        return viewers.next().map(RandomPostgresCalls::sortedPage);
    }

    private Step handBack() {
        long seed = random.nextLong();
        return switch (random.nextInt(5)) {
            case 0 -> new Step("viewers", side -> page(side.outages().viewers()), RandomPostgresCalls::some);
            case 1, 2 ->
                new Step(
                        "settle",
                        side -> settle(side.outages().viewers(), seed),
                        taken -> taken.equals(0L) ? "nothing taken back" : "taken back");
            case 3 ->
                new Step("handed back", side -> handedBack(side.outages().viewers(), seed), RandomPostgresCalls::some);
            default -> new Step("prune", side -> side.outages().prune(), pruned(model.dump()));
        };
    }

    private Function<Object, String> pruned(Map<String, List<String>> before) {
        return answer -> {
            Map<String, List<String>> after = model.dump();
            if (!after.get("view_eras").equals(before.get("view_eras"))) {
                return "eras summed up";
            }
            return after.get("view_dedup").equals(before.get("view_dedup")) ? "nothing" : "viewers forgotten";
        };
    }

    /**
     * Chooses some of the viewers, the same ones on both sides. One in four of them gets an outdated {@code handing}
     * number.
     */
    private static List<FallbackViewers.Viewing> some(List<FallbackViewers.Viewing> page, Random random) {
        List<FallbackViewers.Viewing> some = new ArrayList<>();
        for (FallbackViewers.Viewing each : page) {
            if (random.nextInt(3) > 0) {
                boolean isOld = random.nextInt(4) == 0;
                some.add(new FallbackViewers.Viewing(
                        each.window(),
                        each.item(),
                        each.viewer(),
                        each.partition(),
                        isOld && random.nextBoolean() ? each.heldUntil().minusHours(1) : each.heldUntil(),
                        isOld ? each.handing() - 1 : each.handing()));
            }
        }
        return some;
    }

    private static Uni<Long> settle(FallbackViewers viewers, long seed) {
        Random random = new Random(seed);
        return page(viewers)
                .map(page -> some(page, random).stream()
                        .map(each -> new FallbackViewers.Handed(each, random.nextBoolean()))
                        .toList())
                .chain(viewers::settle);
    }

    private static Uni<List<FallbackViewers.Viewing>> handedBack(FallbackViewers viewers, long seed) {
        return page(viewers)
                .map(page -> some(page, new Random(seed)))
                .chain(viewers::handedBack)
                .map(RandomPostgresCalls::sortedPage);
    }

    private Step call() {
        List<UnacknowledgedCall> calls = abandonedCalls();
        Map<String, List<String>> before = model.dump();
        return switch (random.nextInt(4)) {
            case 0 -> Step.of("to be undone", side -> side.outages().toBeUndone(calls));
            case 1 -> new Step("revoked calls", side -> side.outages().revokedCalls(), RandomPostgresCalls::some);
            case 2 -> Step.of("undone", side -> side.outages().undone(calls));
            default ->
                new Step("hand back again", side -> side.outages().handBackAgain(calls), answer -> {
                    Map<String, List<String>> after = model.dump();
                    boolean isCounted = !after.get("stories").equals(before.get("stories"));
                    boolean isFound = !after.get("view_dedup").equals(before.get("view_dedup"));
                    return isCounted ? "counted again" : isFound ? "found" : "nobody";
                });
        };
    }

    private Step path() {
        String masters = oneOf(MASTERS);
        FallbackStore.Closing closing = new FallbackStore.Closing(2L * random.nextInt(6) + 1, masters);
        Map<String, List<String>> before = model.dump();
        return switch (random.nextInt(18)) {
            case 0, 1, 2, 12, 13, 14, 15 -> open();
            case 3 ->
                new Step(
                        "state",
                        side -> side.outages().state(),
                        state -> ((FallbackStore.State) state).lost() > 0 ? "lost" : "nothing lost");
            case 4, 16, 17 -> close(masters);
            case 5, 6 -> {
                long era = seldom() ? 2L * random.nextInt(6) : lastEra();
                UUID replica = uuid("replica", REPLICAS);
                int views = random.nextInt(50);
                yield Step.of("report", side -> side.outages().report(era, replica, views));
            }
            case 7, 8 -> Step.of("begin", side -> side.outages().begin(closing));
            case 9, 10 -> {
                long era = random.nextBoolean() ? closingEra() : closing.era();
                FallbackStore.Closing begun = new FallbackStore.Closing(era, masters);
                yield new Step(
                        "hand all back again",
                        side -> side.outages().handAllBackAgain(begun),
                        answer -> model.dump().equals(before) ? "not anew" : "anew");
            }
            default -> sql("age eras", "update view_eras set ended_at = ended_at - interval '8 days'", Tuple.tuple());
        };
    }

    private long closingEra() {
        String path = model.dump().get("view_path").get(0);
        return Long.parseLong(path.split(", ")[5]);
    }

    private Step close(String masters) {
        long seed = random.nextLong();
        int way = random.nextInt(4);
        Optional<FallbackStore.NewEra> next =
                way == 0 ? Optional.empty() : Optional.of(new FallbackStore.NewEra(nextEra(), random.nextInt(9) - 4));
        boolean fails = way == 1;
        return new Step(
                "close",
                side -> side.outages()
                        .close(masters, connection -> {
                            FallbackViewers viewers = side.outages().viewers(connection);
                            return side.outages()
                                    .revokedCalls(connection)
                                    .chain(calls -> side.outages().handBackAgain(connection, calls))
                                    .chain(() -> settle(viewers, seed))
                                    .chain(() -> viewers.lookUp(List.of(story(seed), ItemId.chapter("ch0"))))
                                    .chain(() -> handedBack(viewers, seed))
                                    .chain(() -> fails
                                            ? Uni.createFrom().failure(new IllegalStateException("undone"))
                                            : Uni.createFrom().item(next));
                        })
                        .chain(() -> side.outages().state()),
                answer -> next.isPresent() ? "with an era" : "without an era");
    }

    private static ItemId story(long seed) {
        return ItemId.story("st" + Math.floorMod(seed, STORIES));
    }

    private long lastEra() {
        return model.dump().get("view_eras").stream()
                .mapToLong(row -> Long.parseLong(row.substring(1, row.indexOf(','))))
                .max()
                .orElseThrow();
    }

    /** In one of four cases the era exists already. */
    private long nextEra() {
        return seldom() ? lastEra() : lastEra() + 2;
    }

    private Step salt() {
        String window = oneOf(WINDOWS).label();
        String salt = "salt" + random.nextInt(3);
        Instant until = random.nextBoolean() ? BEFORE : LATER.plusSeconds(random.nextInt(3));
        Map<String, List<String>> before = model.dump();
        return switch (random.nextInt(5)) {
            case 0, 1 ->
                new Step(
                        "offer salt",
                        side -> side.salts().offer(window, salt, until),
                        answer -> answer.equals(salt) ? "taken" : "held");
            case 2 -> Step.of("replace salt", side -> side.salts().replace(window, salt));
            case 3 ->
                new Step(
                        "held salts",
                        side -> side.salts().held(NOW).map(all -> all.stream()
                                .sorted(Comparator.comparing(SaltStore.Stored::window))
                                .toList()),
                        RandomPostgresCalls::some);
            default ->
                new Step(
                        "prune salts",
                        side -> side.salts().prune(),
                        answer -> model.dump().equals(before) ? "nothing" : "forgotten");
        };
    }
}
