package io.footfall.product.views.sync;

import io.footfall.platform.redis.PartitionId;
import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.redis.Script;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.product.catalog.CatalogListener;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.PartitionIndex;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * The buffered views in Redis from the perspective of a sync: claimed, read in pages, acknowledged. All results fail if
 * Redis is unavailable, unless stated otherwise.
 */
@ApplicationScoped
public class SyncBuffer implements CatalogListener {

    private static final Script CLAIM = Script.makingRoom("claim");
    private static final Script FORGET = Script.makingRoom("forget");
    private static final Script REMOVE = Script.makingRoom("remove");
    private static final Script BUFFERED = Script.named("buffered");

    /**
     * The maximum number of items of a hash that are summed up. Each partition has a hash of pending views and one of
     * claimed views. Summing one up takes Redis less than a millisecond.
     */
    private static final String LOOKED_AT = "1600";

    private static final int PAGE = 1_000;
    private static final String FIRST_PAGE = "0";

    /** One command for each partition. A request object can be sent many times. */
    private static final List<Request> WAITS =
            PartitionId.all().stream().map(SyncBuffer::waits).toList();

    private static final Request ANYTHING_WAITS = anythingWaits();

    /**
     * A claimed batch.
     *
     * @param id the batch's id
     * @param items the number of its items
     * @param moreMayWait whether the partition may hold more batches: true if this batch is left over from an
     *     interrupted sync, or was sealed
     */
    public record Claim(UUID id, long items, boolean moreMayWait) {}

    private final RedisCalls redis;
    private final PartitionIndex places;
    private final DeletedItems deleted;
    private final boolean cluster;

    /**
     * Creates an instance; sends no command yet.
     *
     * @param redis the calls to Redis
     * @param places the cached places of items, which are invalidated with the items
     * @param deleted the deleted items that Redis may still hold
     * @param settings whether Redis is a Cluster
     */
    public SyncBuffer(RedisCalls redis, PartitionIndex places, DeletedItems deleted, RedisSettings settings) {
        this.cluster = settings.cluster();
        this.deleted = deleted;
        this.redis = redis.inBackground();
        this.places = places;
    }

    private static Request waits(PartitionId partition) {
        return addKeys(Request.cmd(Command.EXISTS), partition);
    }

    private static Request anythingWaits() {
        Request exists = Request.cmd(Command.EXISTS);
        PartitionId.all().forEach(partition -> addKeys(exists, partition));
        return exists;
    }

    private static Request addKeys(Request exists, PartitionId partition) {
        return exists.arg(RedisKeys.pending(partition))
                .arg(RedisKeys.flushing(partition))
                .arg(RedisKeys.sealed(partition));
    }

    /**
     * Returns the partitions in which views are buffered, claimed or not. Most of the time there are none, which a
     * single command reports, except on a Cluster.
     */
    Uni<List<PartitionId>> toTransfer() {
        return cluster
                ? waitingPartitions()
                : redis.send(ANYTHING_WAITS)
                        .chain(found -> found.toLong() == 0 ? Uni.createFrom().item(List.of()) : waitingPartitions());
    }

    private Uni<List<PartitionId>> waitingPartitions() {
        return redis.batch(WAITS).map(found -> PartitionId.all().stream()
                .filter(partition -> found.get(partition.number()).toLong() > 0)
                .toList());
    }

    /**
     * Claims the buffered views of a partition as a batch. A batch that an interrupted sync left over comes first, then
     * a sealed one, then the pending views.
     *
     * @param partition the partition
     * @return the batch; empty if nothing is buffered
     */
    public Uni<Optional<Claim>> claim(PartitionId partition) {
        return redis.run(CLAIM, keysOf(partition), List.of(UUID.randomUUID().toString()))
                .map(answer -> answer.size() == 0 ? Optional.empty() : Optional.of(claimOf(answer)));
    }

    private static Claim claimOf(Response answer) {
        return new Claim(
                UUID.fromString(answer.get(0).toString()),
                answer.get(1).toLong(),
                answer.get(2).toInteger() == 1);
    }

    /**
     * Reads the claimed batch.
     *
     * @param partition the partition
     * @return the batch; empty if none is claimed
     */
    public Uni<SyncBatch> claimed(PartitionId partition) {
        return read(RedisKeys.flushing(partition));
    }

    /**
     * Reads some parts of the claimed batch.
     *
     * @param partition the partition
     * @param parts the division of the batch
     * @param first the first part to read; up to {@link SyncBatchParts#AT_ONCE} parts are read
     * @return the parts
     */
    public Uni<PendingBatch> claimed(PartitionId partition, SyncBatchParts parts, int first) {
        PendingBatch read = new PendingBatch(parts, first);
        return read(RedisKeys.flushing(partition), FIRST_PAGE, read::add).replaceWith(read);
    }

    /**
     * Reads the buffered views of a partition, claimed or not.
     *
     * @param partition the partition
     * @return the views; approximate while views and syncs continue
     */
    public Uni<SyncBatch> waiting(PartitionId partition) {
        return read(RedisKeys.pending(partition))
                .chain(pending -> claimed(partition).map(pending::plus));
    }

    private Uni<SyncBatch> read(String key) {
        SyncBatch batch = new SyncBatch();
        return read(key, FIRST_PAGE, batch::add).replaceWith(batch);
    }

    private Uni<Void> read(String key, String cursor, BiConsumer<String, String> sink) {
        Request page =
                Request.cmd(Command.HSCAN).arg(key).arg(cursor).arg("COUNT").arg(PAGE);
        return redis.send(page).chain(answer -> {
            Response fields = answer.get(1);
            for (int i = 0; i < fields.size(); i += 2) {
                sink.accept(fields.get(i).toString(), fields.get(i + 1).toString());
            }
            String next = answer.get(0).toString();
            return next.equals(FIRST_PAGE) ? Uni.createFrom().voidItem() : read(key, next, sink);
        });
    }

    /**
     * Acknowledges a batch that Postgres holds: deletes it from Redis. Does nothing if it is not the claimed batch any
     * more.
     *
     * @param partition the partition
     * @param batch the id of the batch
     * @return completes when the batch is deleted
     */
    public Uni<Void> forget(PartitionId partition, UUID batch) {
        return redis.run(
                        FORGET,
                        keysOf(partition),
                        List.of(batch.toString(), String.valueOf(RedisKeys.TOTALS_KEPT.toMillis())))
                .replaceWithVoid();
    }

    /**
     * Returns the number of items with pending or claimed views, in one round trip. Each hash has one additional field:
     * the batch's id.
     *
     * @return the number; an item with pending and claimed views counts twice
     */
    public Uni<Long> items() {
        List<Request> requests = new ArrayList<>();
        for (PartitionId partition : PartitionId.all()) {
            requests.add(Request.cmd(Command.HLEN).arg(RedisKeys.pending(partition)));
            requests.add(Request.cmd(Command.HLEN).arg(RedisKeys.flushing(partition)));
        }
        return redis.batch(requests).map(answers -> answers.stream()
                .mapToLong(Response::toLong)
                .map(fields -> Math.max(0, fields - 1))
                .sum());
    }

    /** Returns the number of pending and claimed items and views, in one round trip. */
    Uni<ViewStatus.Buffer> sum() {
        return partitions().map(SyncBuffer::sumOf);
    }

    private Uni<List<Response>> partitions() {
        return redis.runEach(
                BUFFERED,
                PartitionId.all().stream()
                        .map(partition -> new RedisCalls.Call(keysOf(partition), List.of(LOOKED_AT)))
                        .toList());
    }

    /**
     * Returns the number of pending and claimed views.
     *
     * @return the number, negative if more views are to be reverted than added; fails with
     *     {@link IllegalStateException} if there are too many items to sum up: more than 1,600 in one hash
     */
    public Uni<Long> views() {
        return partitions().map(partitions -> {
            if (!areComplete(partitions)) {
                throw new IllegalStateException("too much is buffered to sum it up");
            }
            return viewsOf(partitions);
        });
    }

    private static ViewStatus.Buffer sumOf(List<Response> partitions) {
        long items = partitions.stream().mapToLong(each -> each.get(0).toLong()).sum();
        // An item whose views were reverted after their transfer has a negative number of pending views.
        return new ViewStatus.Buffer(items, areComplete(partitions) ? Math.max(0, viewsOf(partitions)) : null);
    }

    private static long viewsOf(List<Response> partitions) {
        return partitions.stream().mapToLong(each -> each.get(1).toLong()).sum();
    }

    private static boolean areComplete(List<Response> partitions) {
        return partitions.stream().allMatch(each -> each.get(2).toInteger() == 1);
    }

    /** Removes what Redis may still hold of earlier incarnations of a created item. */
    @Override
    public Uni<Void> written(ItemId item, boolean created) {
        return created
                ? deleted.notRemoved(item).chain(this::remove).plug(RecoveredFailure.FORGET_ITEMS::ignoreOutage)
                : Uni.createFrom().voidItem();
    }

    /** Removes deleted items from Redis. If Redis is unavailable, they are removed when it is available again. */
    @Override
    public Uni<Void> removed(List<Placed> items) {
        return remove(items).plug(RecoveredFailure.FORGET_ITEMS::ignoreOutage);
    }

    /** Removes deleted items from Redis whose deletion was not completed there. */
    Uni<Void> removeDeleted() {
        return Uni.createFrom()
                .<List<Placed>>deferred(deleted::notRemoved)
                .call(this::remove)
                .repeat()
                .whilst(DeletedItems::isFull)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> remove(List<Placed> items) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(
                        item -> remove(PartitionId.of(item.home()), item.field(), RedisKeys.TOMBSTONE))
                .collect()
                .last()
                .chain(() -> deleted.removed(items));
    }

    /**
     * Removes the totals of items that Postgres does not hold in this incarnation.
     *
     * @param partition the partition of the items
     * @param items the fields of the items
     * @return completes when the totals are removed
     */
    public Uni<Void> drop(PartitionId partition, List<String> items) {
        return Multi.createFrom()
                .iterable(items)
                .onItem()
                .transformToUniAndConcatenate(item -> remove(partition, item, Duration.ZERO))
                .collect()
                .last();
    }

    private Uni<Void> remove(PartitionId partition, String item, Duration tombstone) {
        places.forget(ItemId.ofField(item), ItemId.incarnationOf(item));
        return redis.run(REMOVE, keysOf(partition), List.of(item, String.valueOf(tombstone.toMillis())))
                .replaceWithVoid();
    }

    private static List<String> keysOf(PartitionId partition) {
        return List.of(RedisKeys.partition(partition));
    }
}
