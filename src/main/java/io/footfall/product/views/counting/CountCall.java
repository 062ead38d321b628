package io.footfall.product.views.counting;

import io.footfall.capability.ratelimit.LimitCheckBatch;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.product.views.failover.EraFence;
import io.footfall.product.views.failover.UnacknowledgedCall;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.totals.SharedTotals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** One call of {@code count.lua} for a batch of operations of one dedup window. */
final class CountCall {

    private final List<ViewOperation> batch;
    private final List<String> keys;
    private final List<String> arguments;
    private final String slot;
    private final long seq;
    private final LimitCheckBatch hits;
    private final EraFence.Token fence;

    /**
     * Creates a call.
     *
     * @param batch its operations, all of one window; the place of each item is known
     * @param slot key of the slot in which Redis remembers the latest call of the channel
     * @param fence the era of the call; Redis refuses the call if another era has begun
     * @param audience channel on which Redis publishes the new totals, and the name of the sender
     * @param id id of the batches of pending views that the call begins
     * @param seq number of the call in its slot
     * @param hits collects the rate limit checks of the callers
     */
    CountCall(
            List<ViewOperation> batch,
            String slot,
            EraFence.Token fence,
            SharedTotals.Audience audience,
            UUID id,
            long seq,
            LimitCheckBatch hits) {
        this.batch = byPartition(batch);
        this.slot = slot;
        this.seq = seq;
        this.hits = hits;
        this.fence = fence;
        this.arguments = new ArrayList<>(15 + 4 * batch.size());
        DedupRetention retention = batch.get(0).retention();
        arguments.add(retention.window().label());
        arguments.add(Long.toString(retention.until().toEpochMilli()));
        arguments.add(retention.extending() ? "1" : "0");
        arguments.add(id.toString());
        arguments.add(Long.toString(seq));
        arguments.add(CALLS_REMEMBERED);
        arguments.add(fence.era());
        arguments.add(audience.channel());
        arguments.add(audience.sender());
        this.keys = addOperations();
    }

    private static final String CALLS_REMEMBERED = Long.toString(RedisKeys.CALLS_REMEMBERED.toMillis());

    /** Sorts the operations by partition, so that the script switches between partitions as rarely as possible. */
    private static List<ViewOperation> byPartition(List<ViewOperation> batch) {
        List<ViewOperation> sorted = new ArrayList<>(batch);
        sorted.sort(Comparator.comparingInt(
                operation -> operation.entries().get(0).partition().number()));
        return sorted;
    }

    private List<String> addOperations() {
        List<String> lines = lines();
        hits.addArguments(arguments);
        Set<String> partitions = new LinkedHashSet<>();
        for (int i = 0; i < batch.size(); i++) {
            ViewOperation operation = batch.get(i);
            boolean alone = operation.isOneUnseeded();
            if (!alone) {
                arguments.add("*");
                arguments.add(Integer.toString(operation.entries().size()));
                arguments.add(lines.get(i));
            }
            for (ViewOperation.Entry entry : operation.entries()) {
                String partition = RedisKeys.partition(entry.partition());
                partitions.add(partition);
                arguments.add(partition);
                arguments.add(entry.field());
                arguments.add(entry.viewer());
                arguments.add(alone ? lines.get(i) : entry.seed());
            }
        }
        List<String> all = new ArrayList<>(partitions);
        hits.addKeys(all);
        all.add(fence.key());
        all.add(slot);
        return all;
    }

    /**
     * Returns for each operation the number of the line of its rate limit check, or {@link LimitCheckBatch#NO_LINE}.
     */
    private List<String> lines() {
        List<String> lines = new ArrayList<>(batch.size());
        for (ViewOperation operation : batch) {
            lines.add(operation.isCharged() ? hits.add(operation.hit()) : LimitCheckBatch.NO_LINE);
        }
        return lines;
    }

    LimitCheckBatch hits() {
        return hits;
    }

    List<String> keys() {
        return keys;
    }

    List<String> arguments() {
        return arguments;
    }

    /** The operations in the order of their replies. */
    List<ViewOperation> batch() {
        return batch;
    }

    UnacknowledgedCall abandoned() {
        List<String> items = new ArrayList<>();
        List<String> viewers = new ArrayList<>();
        List<Integer> partitions = new ArrayList<>();
        for (ViewOperation operation : batch) {
            for (ViewOperation.Entry entry : operation.entries()) {
                items.add(entry.field());
                viewers.add(entry.viewer());
                partitions.add(entry.partition().number());
            }
        }
        return new UnacknowledgedCall(
                slot, seq, batch.get(0).retention().window().label(), items, viewers, partitions);
    }
}
