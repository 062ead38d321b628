package io.footfall.views;

import io.footfall.catalog.ItemId;
import io.footfall.redis.PartitionId;
import io.footfall.redis.RedisCalls;
import io.footfall.redis.RedisKeys;
import io.footfall.redis.Script;
import io.footfall.store.NotYetException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import jakarta.inject.Singleton;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Brings Redis in line with what was counted in Postgres while it was away: the viewers of that time are marked in the sets
 * of Redis, and totals raised. Every step may run twice.
 */
@Singleton
class HandBack {

    private static final Script HAND_BACK = Script.named("buckets", "hand-back");
    private static final Script REBASE = Script.named("rebase");
    private static final Script SETTLE = Script.makingRoom("settle");
    private static final String NONE = "0";
    private static final Script TAKE_BACK = Script.makingRoom("take-back");
    private static final Script RESET = Script.makingRoom("reset");
    private static final Script SEAL = Script.makingRoom("seal");
    private static final String REMEMBERED = Long.toString(RedisKeys.CALLS_REMEMBERED.toMillis());
    private static final int VIEWERS_AT_ONCE = 1_000;

    /** So many are handed back while nobody may count. */
    private static final int FEW = 500;

    private static final int CALLS_AT_ONCE = 8;

    private record Share(int partition, String window) {}

    private final RedisCalls redis;
    private final OutageStore outages;
    private final ViewStore store;

    HandBack(RedisCalls redis, OutageStore outages, ViewStore store) {
        this.redis = redis.inBackground();
        this.outages = outages;
        this.store = store;
    }

    /** Hands back page by page until only what has just come is left. */
    Uni<Void> viewers() {
        return eachPage(outages::toHandBack, outages::handedBack, page -> page.size() >= FEW);
    }

    /** Hands back the rest, on a connection that keeps everybody from counting in Postgres. */
    Uni<Void> lastViewers(SqlConnection connection) {
        return eachPage(
                () -> outages.toHandBack(connection),
                page -> outages.handedBack(connection, page),
                page -> !OutageStore.isLastPage(page));
    }

    /** A page that waited for the next ones would be held until the last, and an outage may be longer than the heap is wide. */
    private Uni<Void> eachPage(
            Supplier<Uni<? extends List<OutageStore.Viewing>>> next,
            Function<List<OutageStore.Viewing>, Uni<?>> done,
            Predicate<List<OutageStore.Viewing>> isFollowed) {
        return Uni.createFrom()
                .<List<OutageStore.Viewing>>deferred(next)
                .call(page -> handBack(page).chain(() -> done.apply(page)))
                .repeat()
                .whilst(isFollowed)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> handBack(List<OutageStore.Viewing> page) {
        Map<Share, List<OutageStore.Viewing>> shares = page.stream()
                .collect(Collectors.groupingBy(
                        viewing -> new Share(viewing.partition(), viewing.window()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        return together(shares.entrySet(), share -> mark(share.getKey(), share.getValue()))
                .chain(() -> raiseTotals(page));
    }

    private Uni<Void> mark(Share share, List<OutageStore.Viewing> viewings) {
        OffsetDateTime until = viewings.stream()
                .map(OutageStore.Viewing::heldUntil)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        List<List<String>> calls = new ArrayList<>();
        for (int from = 0; from < viewings.size(); from += VIEWERS_AT_ONCE) {
            List<String> arguments = new ArrayList<>();
            arguments.add(share.window());
            arguments.add(String.valueOf(until.toInstant().toEpochMilli()));
            viewings.subList(from, Math.min(viewings.size(), from + VIEWERS_AT_ONCE))
                    .forEach(viewing -> arguments.add(Long.toString(viewing.viewer())));
            calls.add(arguments);
        }
        return together(calls, arguments -> redis.run(HAND_BACK, keysOf(share.partition()), arguments));
    }

    private Uni<Void> raiseTotals(List<OutageStore.Viewing> page) {
        Map<ItemId, Integer> partitions = new HashMap<>();
        page.forEach(viewing -> partitions.put(ItemId.ofField(viewing.item()), viewing.partition()));
        return raiseTotals(partitions);
    }

    /**
     * Sets the totals of items whose calls were revoked; while no batch is claimed. What was transferred before it was revoked is taken
     * back in Postgres, and its total may have been let go of meanwhile; and a call that came late may have brought an old one along.
     */
    Uni<Void> settleTotalsOf(List<AbandonedCall> calls) {
        Map<ItemId, Integer> partitions = new HashMap<>();
        for (AbandonedCall call : calls) {
            for (int i = 0; i < call.items().size(); i++) {
                partitions.put(
                        ItemId.ofField(call.items().get(i)), call.partitions().get(i));
            }
        }
        Map<Integer, String> transfers = new HashMap<>();
        return together(Set.copyOf(partitions.values()), partition -> transfersOf(partition)
                        .invoke(number -> transfers.put(partition, number)))
                .chain(() -> partitions.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : store.lookUp(partitions.keySet())
                                .chain(found -> settleTotals(partitions, transfers, found.values())));
    }

    private Uni<String> transfersOf(int partition) {
        return redis.send(Request.cmd(Command.GET).arg(RedisKeys.transfers(new PartitionId(partition))))
                .map(number -> number == null ? NONE : number.toString());
    }

    private Uni<Void> settleTotals(
            Map<ItemId, Integer> partitions, Map<Integer, String> transfers, Collection<CatalogEntry> entries) {
        Map<Integer, List<String>> totals = new HashMap<>();
        for (CatalogEntry entry : entries) {
            int partition = partitions.get(entry.item());
            List<String> arguments =
                    totals.computeIfAbsent(partition, first -> new ArrayList<>(List.of(transfers.get(partition))));
            arguments.add(entry.item().field());
            arguments.add(Long.toString(entry.persistedViews()));
        }
        return together(totals.entrySet(), share -> redis.run(SETTLE, keysOf(share.getKey()), share.getValue())
                .invoke(set -> {
                    if (set.toInteger() == 0) {
                        throw new NotYetException("a transfer came in between");
                    }
                }));
    }

    private Uni<Void> raiseTotals(Map<ItemId, Integer> partitions) {
        return partitions.isEmpty()
                ? Uni.createFrom().voidItem()
                : store.lookUp(partitions.keySet()).chain(found -> raiseTotals(partitions, found.values()));
    }

    private Uni<Void> raiseTotals(Map<ItemId, Integer> partitions, Collection<CatalogEntry> entries) {
        Map<Integer, List<String>> totals = new HashMap<>();
        for (CatalogEntry entry : entries) {
            List<String> arguments = totals.computeIfAbsent(partitions.get(entry.item()), unused -> new ArrayList<>());
            arguments.add(entry.item().field());
            arguments.add(Long.toString(entry.persistedViews()));
        }
        return together(totals.entrySet(), share -> redis.run(REBASE, keysOf(share.getKey()), share.getValue()));
    }

    /** Takes back what was counted in Postgres and again in Redis; while no batch is claimed. */
    Uni<Void> takeBack(UUID count, List<OutageCounts.Undone> views) {
        Map<Integer, List<String>> shares = new HashMap<>();
        for (OutageCounts.Undone undone : views) {
            List<String> arguments = shares.computeIfAbsent(
                    undone.partition(),
                    unused -> new ArrayList<>(List.of(
                            count.toString(), REMEMBERED, UUID.randomUUID().toString())));
            arguments.add(undone.item());
            arguments.add(Long.toString(undone.views()));
            arguments.add(Long.toString(undone.persisted()));
        }
        return together(shares.entrySet(), share -> redis.run(TAKE_BACK, keysOf(share.getKey()), share.getValue()));
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
        return together(PartitionId.all(), partition -> redis.run(script, keysOf(partition.number()), arguments.get()));
    }

    private static List<String> keysOf(int partition) {
        return List.of(RedisKeys.partition(new PartitionId(partition)));
    }

    private static <T> Uni<Void> together(Collection<T> things, Function<T, Uni<?>> work) {
        return Multi.createFrom()
                .iterable(things)
                .onItem()
                .transformToUni(thing -> work.apply(thing).replaceWithVoid())
                .merge(CALLS_AT_ONCE)
                .collect()
                .last();
    }
}
