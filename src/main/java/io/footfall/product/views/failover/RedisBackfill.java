package io.footfall.product.views.failover;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.NotYetException;
import io.footfall.product.views.failover.FallbackViewers.Handed;
import io.footfall.product.views.failover.FallbackViewers.Viewing;
import io.footfall.product.views.sync.TotalSettlement;
import io.footfall.product.views.sync.ViewStore;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Backfills Redis with the views that were counted in Postgres while Redis was unavailable: marks the viewers in the
 * dedup sets of Redis, reverts the views in Postgres of viewers that Redis had counted itself, and sets the totals.
 * Every step is idempotent.
 */
@Singleton
public final class RedisBackfill {

    private static final Script HAND_BACK = Script.named("buckets", "hand-back");
    private static final Script RESET = Script.makingRoom("reset");
    private static final Script SEAL = Script.makingRoom("seal");
    private static final char MARKED = '1';

    /** The maximum number of viewers in one call to Redis. */
    private static final int AT_ONCE = 1_000;

    /** The number of viewers that may be left for the last step, during which no replica may count in Postgres. */
    private static final int FEW = 50;

    private record Share(int partition, String window) {}

    /** Viewers of one partition and dedup window that are sent to Redis in one call. */
    private record Chunk(Share share, List<Viewing> viewings) {}

    private final RedisCalls redis;
    private final FallbackStore fallback;
    private final ViewStore store;
    private final TotalSettlement settlement;

    /**
     * Creates an instance; sends no command yet.
     *
     * @param redis the calls to Redis
     * @param fallback the viewers to backfill
     * @param store looks items up in Postgres
     * @param settlement sets the totals in Redis
     */
    public RedisBackfill(RedisCalls redis, FallbackStore fallback, ViewStore store, TotalSettlement settlement) {
        this.redis = redis.inBackground();
        this.fallback = fallback;
        this.store = store;
        this.settlement = settlement;
    }

    /**
     * Backfills viewers page by page, until only those that were counted most recently are left. If a page fails, the
     * next attempt continues with that page.
     *
     * @param lost whether the lock may be lost, so that another replica may reconcile; the backfill fails then
     */
    Uni<Void> viewers(BooleanSupplier lost) {
        FallbackViewers viewers = fallback.viewers();
        return eachPage(
                viewers,
                page -> handBack(viewers, page, lost).chain(this::forget).invoke(() -> check(lost)),
                whileFewerAreLeft(viewers));
    }

    private static void check(BooleanSupplier lost) {
        if (lost.getAsBoolean()) {
            throw new NotYetException("another replica may be at it");
        }
    }

    /**
     * Whether another page is worthwhile. If views arrive as fast as their viewers are backfilled, another page would
     * leave as many viewers as this one.
     */
    private static Predicate<List<Viewing>> whileFewerAreLeft(FallbackViewers viewers) {
        AtomicInteger before = new AtomicInteger(Integer.MAX_VALUE);
        return page -> viewers.isFull(page) || page.size() > FEW && page.size() < before.getAndSet(page.size());
    }

    /**
     * Backfills the remaining viewers, on a connection whose transaction excludes all counting in Postgres. Redis keeps
     * the record of the viewers that it marked until {@link #forget} is called. If the transaction is not committed,
     * the next attempt asks Redis again.
     *
     * @param handed the list to which the backfilled viewers are added
     */
    Uni<Void> lastViewers(SqlConnection connection, List<Viewing> handed) {
        FallbackViewers viewers = fallback.viewers(connection);
        return eachPage(
                viewers,
                page -> handBack(viewers, page, () -> false)
                        .invoke(handed::addAll)
                        .replaceWithVoid(),
                viewers::isFull);
    }

    /**
     * Processes pages with {@code repeat()} instead of nested continuations. With those, every page would be held in
     * memory until the last one is processed, and the viewers of a long outage may not fit into the heap.
     */
    private static Uni<Void> eachPage(
            FallbackViewers viewers, Function<List<Viewing>, Uni<Void>> work, Predicate<List<Viewing>> isFollowed) {
        return Uni.createFrom()
                .<List<Viewing>>deferred(viewers::next)
                .call(page -> page.isEmpty() ? Uni.createFrom().voidItem() : work.apply(page))
                .repeat()
                .whilst(isFollowed)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /**
     * Backfills a page. Views and totals are settled before Postgres records that Redis knows the viewers. An attempt
     * that continues after a failure therefore still finds the totals that have to be set.
     *
     * @return the viewers for which Postgres recorded the backfill; for the others Redis keeps the record that the
     *     backfill marked them, so that these marks are not mistaken for views that Redis counted itself
     */
    private Uni<List<Viewing>> handBack(FallbackViewers viewers, List<Viewing> page, BooleanSupplier lost) {
        return mark(chunksOf(page))
                .chain(viewers::settle)
                // Views of the page's last item may continue on the next page. Its total is then set again.
                .chain(() -> settlement.settle(partitionsOf(page), viewers::lookUp))
                .invoke(() -> check(lost))
                .chain(() -> viewers.handedBack(page));
    }

    private static List<Chunk> chunksOf(List<Viewing> page) {
        Map<Share, List<Viewing>> shares = page.stream()
                .collect(Collectors.groupingBy(viewing -> new Share(viewing.partition(), viewing.window())));
        return shares.entrySet().stream()
                .flatMap(share -> chunks(share.getValue()).stream().map(some -> new Chunk(share.getKey(), some)))
                .toList();
    }

    private static Map<String, Integer> partitionsOf(List<Viewing> viewings) {
        Map<String, Integer> partitions = new HashMap<>();
        viewings.forEach(viewing -> partitions.put(viewing.item(), viewing.partition()));
        return partitions;
    }

    private Uni<List<Handed>> mark(List<Chunk> chunks) {
        return redis.runEach(
                        HAND_BACK, chunks.stream().map(RedisBackfill::callOf).toList())
                .map(answers -> IntStream.range(0, chunks.size())
                        .boxed()
                        .flatMap(i ->
                                handed(chunks.get(i).viewings(), answers.get(i).toString()))
                        .toList());
    }

    private static RedisCalls.Call callOf(Chunk chunk) {
        OffsetDateTime until = chunk.viewings().stream()
                .map(Viewing::heldUntil)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<String> arguments = new ArrayList<>();
        arguments.add(chunk.share().window());
        arguments.add(String.valueOf(until.toInstant().toEpochMilli()));
        chunk.viewings().forEach(viewing -> arguments.add(Long.toString(viewing.viewer())));
        return new RedisCalls.Call(keysOf(chunk.share().partition()), arguments);
    }

    private static Stream<Handed> handed(List<Viewing> viewings, String letters) {
        return IntStream.range(0, viewings.size())
                .mapToObj(i -> new Handed(viewings.get(i), letters.charAt(i) != MARKED));
    }

    /** Deletes the record in Redis that the backfill marked these viewers, because Postgres has recorded them. */
    Uni<Void> forget(List<Viewing> handed) {
        return handed.isEmpty()
                ? Uni.createFrom().voidItem()
                : redis.batch(chunksOf(handed).stream()
                                .map(RedisBackfill::forgetting)
                                .toList())
                        .replaceWithVoid();
    }

    private static Request forgetting(Chunk chunk) {
        Request forget = Request.cmd(Command.SREM)
                .arg(RedisKeys.handed(
                        new PartitionId(chunk.share().partition()),
                        chunk.share().window()));
        chunk.viewings().forEach(viewing -> forget.arg(viewing.viewer()));
        return forget;
    }

    /**
     * Sets the totals of the items of revoked calls, while no batch is claimed. This is necessary for two reasons. If a
     * view was transferred before its call was revoked, it is reverted in Postgres, and its total may have been evicted
     * in the meantime. And a call that ran late may have restored an outdated total.
     */
    Uni<Void> settleTotalsOf(List<UnacknowledgedCall> calls) {
        Map<String, Integer> partitions = new HashMap<>();
        for (UnacknowledgedCall call : calls) {
            for (int i = 0; i < call.items().size(); i++) {
                partitions.put(call.items().get(i), call.partitions().get(i));
            }
        }
        return settlement.settle(partitions, store::lookUp);
    }

    /** Deletes the totals of all partitions in which nothing is buffered, so that they are read from Postgres again. */
    Uni<Void> resetTotals() {
        return eachPartition(RESET, List::of);
    }

    /** Seals the buffered views, so that new views do not join their batches. */
    Uni<Void> seal() {
        return eachPartition(SEAL, () -> List.of(UUID.randomUUID().toString()));
    }

    private Uni<Void> eachPartition(Script script, Supplier<List<String>> arguments) {
        return redis.runAll(
                script,
                PartitionId.all().stream()
                        .map(partition -> new RedisCalls.Call(keysOf(partition.number()), arguments.get()))
                        .toList());
    }

    private static List<String> keysOf(int partition) {
        return List.of(RedisKeys.partition(new PartitionId(partition)));
    }

    private static <T> List<List<T>> chunks(List<T> all) {
        List<List<T>> chunks = new ArrayList<>();
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            chunks.add(all.subList(from, Math.min(all.size(), from + AT_ONCE)));
        }
        return chunks;
    }
}
