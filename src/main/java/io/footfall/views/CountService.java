package io.footfall.views;

import io.footfall.catalog.ItemId;
import io.footfall.redis.PartitionId;
import io.footfall.redis.RedisCalls;
import io.footfall.redis.RedisKeys;
import io.footfall.web.UnknownItemException;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads counts. Postgres is asked first and Redis second: a total never falls, so what Redis says later is never less
 * than what Postgres held before, however many syncs lie in between. An item that Redis has no total of has nothing
 * buffered.
 */
@Singleton
class CountService {

    /**
     * The younger generation, the older and the younger again: a total that moves from one to the other between two reads
     * is found by the third.
     */
    private static final int READS = 3;

    /** A count of one item. */
    record Count(long total, long persisted) {}

    private final ViewStore store;
    private final RedisCalls redis;

    CountService(ViewStore store, RedisCalls redis) {
        this.store = store;
        this.redis = redis;
    }

    Uni<CountAnswer> of(ItemId item) {
        return Uni.combine()
                .all()
                .unis(of(List.of(item)), lastSyncAt())
                .asTuple()
                .map(found -> answer(item, found.getItem1().get(item), found.getItem2()));
    }

    private Uni<Instant> lastSyncAt() {
        return store.lastRun().map(run -> run == null ? null : run.finishedAt());
    }

    private static CountAnswer answer(ItemId item, Count count, Instant lastSyncAt) {
        if (count == null) {
            throw new UnknownItemException(item.type().word());
        }
        return CountAnswer.of(item, count.total(), count.persisted(), lastSyncAt);
    }

    /** Counts of many items, one round trip to each store; what the catalog does not hold is missing. */
    Uni<Map<ItemId, Count>> of(List<ItemId> items) {
        return store.lookUp(items).chain(this::withTotals);
    }

    private Uni<Map<ItemId, Count>> withTotals(Map<ItemId, CatalogEntry> found) {
        if (found.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        List<CatalogEntry> entries = List.copyOf(found.values());
        return redis.batch(requests(entries)).map(answers -> counts(entries, answers));
    }

    private static List<Request> requests(List<CatalogEntry> entries) {
        List<Request> requests = new ArrayList<>(READS * entries.size());
        for (CatalogEntry entry : entries) {
            PartitionId partition = PartitionId.of(entry.home());
            requests.add(total(RedisKeys.known(partition), entry));
            requests.add(total(RedisKeys.olderKnown(partition), entry));
            requests.add(total(RedisKeys.known(partition), entry));
        }
        return requests;
    }

    private static Response latest(List<Response> reads) {
        for (int i = READS - 1; i >= 0; i--) {
            if (reads.get(i) != null) {
                return reads.get(i);
            }
        }
        return null;
    }

    private static Request total(String key, CatalogEntry entry) {
        return Request.cmd(Command.HGET).arg(key).arg(entry.item().field());
    }

    private static Map<ItemId, Count> counts(List<CatalogEntry> entries, List<Response> answers) {
        Map<ItemId, Count> counts = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            CatalogEntry entry = entries.get(i);
            Response total = latest(answers.subList(READS * i, READS * (i + 1)));
            long persisted = entry.persistedViews();
            counts.put(entry.item(), new Count(total == null ? persisted : total.toLong(), persisted));
        }
        return counts;
    }
}
