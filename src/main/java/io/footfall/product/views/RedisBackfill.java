package io.footfall.product.views;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.NotYetException;
import io.footfall.product.views.FallbackViewers.Handed;
import io.footfall.product.views.FallbackViewers.Viewing;
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
 * Brings Redis in line with what was counted in Postgres while it was away: the viewers of that time are marked in the sets
 * of Redis, views of viewers whom Redis had counted itself are taken back in Postgres, and totals set. Every step may run twice.
 */
@Singleton
class RedisBackfill {

    private static final Script HAND_BACK = Script.named("buckets", "hand-back");
    private static final Script RESET = Script.makingRoom("reset");
    private static final Script SEAL = Script.makingRoom("seal");
    private static final char MARKED = '1';

    /** So many viewers or items Redis is told of at a time. */
    private static final int AT_ONCE = 1_000;

    /** So few viewers may be left for the moment in which nobody may count. */
    private static final int FEW = 50;

    private record Share(int partition, String window) {}

    /** Viewers of a share that Redis is told of at a time. */
    private record Chunk(Share share, List<Viewing> viewings) {}

    private final RedisCalls redis;
    private final FallbackStore fallback;
    private final ViewStore store;
    private final TotalSettlement settlement;

    RedisBackfill(RedisCalls redis, FallbackStore fallback, ViewStore store, TotalSettlement settlement) {
        this.redis = redis.inBackground();
        this.fallback = fallback;
        this.store = store;
        this.settlement = settlement;
    }

    /**
     * Hands back page by page until only what has just come is left. Whoever comes next goes on with the page at which this failed.
     *
     * @param lost whether another replica may be at it: then it fails
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

    /** While views come as fast as their viewers are handed back, another page would leave as many as this one. */
    private static Predicate<List<Viewing>> whileFewerAreLeft(FallbackViewers viewers) {
        AtomicInteger before = new AtomicInteger(Integer.MAX_VALUE);
        return page -> viewers.isFull(page) || page.size() > FEW && page.size() < before.getAndSet(page.size());
    }

    /**
     * Hands back the rest, on a connection that keeps everybody from counting in Postgres. Redis goes on remembering whom it marked until it is
     * told to {@link #forget} them: should the transaction not be committed, it is asked again.
     *
     * @param handed takes those who were handed back
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

    /** A page that waited for the next ones would be held until the last, and an outage may be longer than the heap is wide. */
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
     * Views are settled before Postgres says that Redis knows their viewers, so that whoever goes on with it finds totals to set. Answers those of whom
     * Postgres says so; Redis goes on remembering whom else it marked, so that it is not taken for having held them before.
     */
    private Uni<List<Viewing>> handBack(FallbackViewers viewers, List<Viewing> page, BooleanSupplier lost) {
        return mark(chunksOf(page))
                .chain(viewers::settle)
                // Views of the last item of a page may follow on the next one, and its total is set again then.
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

    /** Postgres knows of these viewers: Redis need not remember any more that they were marked by this. */
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
     * Sets the totals of items whose calls were revoked; while no batch is claimed. What was transferred before it was revoked is taken
     * back in Postgres, and its total may have been let go of meanwhile; and a call that came late may have brought an old one along.
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

    /** Lets all totals go that are not needed to tell what is buffered. */
    Uni<Void> resetTotals() {
        return eachPartition(RESET, List::of);
    }

    /** Puts aside what is buffered, so that nothing joins it. */
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
