package io.footfall.product.views.sync;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.NotYetException;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.CatalogLookup;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Sets totals in Redis to the sum of what Postgres holds and what is buffered; see {@code settle.lua}. */
@Singleton
public final class TotalSettlement {

    private static final Script BEGIN_SETTLING = Script.makingRoom("settle-begin");
    private static final Script SETTLE = Script.makingRoom("settle");
    private static final String LONGEST_SETTLING = "60000";
    private static final int AT_ONCE = 1_000;

    /**
     * The state of a partition when its settlement began. {@code settle.lua} compares it, so that it sets no outdated
     * totals.
     *
     * @param partition the number of the partition
     * @param transfers the number of completed transfers at that time
     * @param token identifies this settlement
     */
    private record Settling(int partition, String transfers, String token) {}

    private final RedisCalls redis;

    /**
     * Creates an instance; sends no command yet.
     *
     * @param redis the calls to Redis
     */
    public TotalSettlement(RedisCalls redis) {
        this.redis = redis.inBackground();
    }

    /**
     * Sets the totals of the items that Postgres holds. Idempotent.
     *
     * @param partitions the partition of each item, by the item's field
     * @param lookUp looks items up in Postgres
     * @return completes when the totals are set; fails if a batch is claimed or sealed, if a transfer was completed in
     *     between, or if another replica began to set totals
     */
    public Uni<Void> settle(
            Map<String, Integer> partitions, Function<Collection<ItemId>, Uni<Map<ItemId, CatalogLookup>>> lookUp) {
        if (partitions.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return beginSettling(partitions.values().stream().distinct().sorted().toList())
                .chain(begun -> lookUp.apply(partitions.keySet().stream()
                                .map(ItemId::ofField)
                                .collect(Collectors.toSet()))
                        .chain(found -> settle(partitions, begun, found.values())));
    }

    private Uni<List<Settling>> beginSettling(List<Integer> partitions) {
        String token = UUID.randomUUID().toString();
        return redis.runEach(
                        BEGIN_SETTLING,
                        partitions.stream()
                                .map(partition ->
                                        new RedisCalls.Call(keysOf(partition), List.of(token, LONGEST_SETTLING)))
                                .toList())
                .map(transfers -> IntStream.range(0, partitions.size())
                        .mapToObj(i ->
                                new Settling(partitions.get(i), transfers.get(i).toString(), token))
                        .toList());
    }

    private Uni<Void> settle(Map<String, Integer> partitions, List<Settling> begun, Collection<CatalogLookup> entries) {
        // An incarnation that was deleted has no total to set.
        Map<Integer, List<CatalogLookup>> shares = entries.stream()
                .filter(entry -> partitions.containsKey(entry.field()))
                .collect(Collectors.groupingBy(entry -> partitions.get(entry.field())));
        return redis.runEach(
                        SETTLE,
                        begun.stream()
                                .flatMap(settling ->
                                        chunks(shares.getOrDefault(settling.partition(), List.of())).stream()
                                                .map(some -> callOf(settling, some)))
                                .toList())
                .invoke(answers -> {
                    if (answers.stream().anyMatch(set -> set.toInteger() == 0)) {
                        throw new NotYetException("a transfer came in between, or others set totals");
                    }
                })
                .replaceWithVoid();
    }

    private static RedisCalls.Call callOf(Settling settling, List<CatalogLookup> entries) {
        List<String> arguments = new ArrayList<>();
        arguments.add(settling.transfers());
        arguments.add(settling.token());
        for (CatalogLookup entry : entries) {
            arguments.add(entry.field());
            arguments.add(Long.toString(entry.persistedViews()));
        }
        return new RedisCalls.Call(keysOf(settling.partition()), arguments);
    }

    private static List<String> keysOf(int partition) {
        return List.of(RedisKeys.partition(new PartitionId(partition)));
    }

    private static <T> List<List<T>> chunks(List<T> all) {
        return IntStream.iterate(0, from -> from < all.size(), from -> from + AT_ONCE)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + AT_ONCE)))
                .toList();
    }
}
