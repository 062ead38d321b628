package io.footfall.views;

import io.footfall.store.NotYetException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;

/**
 * Counts that Postgres did not answer: they may have happened, or may yet. As a rule that is well, because a view that is
 * sent again is found there. Only where Redis counts again before Postgres is back it would be counted by both: then these
 * are undone as soon as Postgres is there.
 */
@Singleton
final class UnansweredCounts {

    /** The circuit of Postgres opens after a few; this bounds what a Postgres that comes and goes leaves behind. */
    private static final int MOST = 1_000;

    /**
     * One count.
     *
     * @param id as it was sent
     * @param window label of the dedup window
     * @param items items of its entries, in order
     * @param viewers marks of its entries' viewers
     */
    record Batch(UUID id, String window, List<String> items, List<Long> viewers) {

        static Batch of(DatabaseCounting.Work work) {
            List<String> items = new ArrayList<>();
            List<Long> viewers = new ArrayList<>();
            for (CountOp op : work.batch()) {
                for (CountOp.Entry entry : op.entries()) {
                    if (entry.mark() != null) {
                        items.add(entry.item().field());
                        viewers.add(entry.mark());
                    }
                }
            }
            String window = work.batch().get(0).retention().window().label();
            return new Batch(work.id(), window, items, viewers);
        }
    }

    private final OutageCounts counts;
    private final SyncService syncs;
    private final HandBack handBack;
    private final Deque<Batch> unanswered = new ArrayDeque<>();
    private boolean toBeUndone;

    UnansweredCounts(OutageCounts counts, SyncService syncs, HandBack handBack) {
        this.counts = counts;
        this.syncs = syncs;
        this.handBack = handBack;
    }

    synchronized void add(DatabaseCounting.Work work) {
        unanswered.add(Batch.of(work));
        if (unanswered.size() > MOST) {
            unanswered.removeFirst();
        }
    }

    /** Redis counts again, and whom Postgres counted is not known there. */
    synchronized void redisCountsAlone() {
        toBeUndone = true;
    }

    /** Both stores are in line: what happened was handed back, and what did not happen never will. */
    synchronized void inLine() {
        if (!toBeUndone) {
            unanswered.clear();
        }
        toBeUndone = !unanswered.isEmpty();
    }

    /** Undoes what has to be; fails where that has to wait for Postgres or for a sync. */
    Uni<Void> undo() {
        List<Batch> batches = due();
        return batches.isEmpty()
                ? Uni.createFrom().voidItem()
                : syncs.exclusively(() -> undo(batches))
                        .map(done -> done.orElseThrow(() -> new NotYetException("a sync is running")));
    }

    private synchronized List<Batch> due() {
        return toBeUndone ? List.copyOf(unanswered) : List.of();
    }

    private Uni<Void> undo(List<Batch> batches) {
        return syncs.transferAll()
                .chain(() -> Multi.createFrom()
                        .iterable(batches)
                        .onItem()
                        .transformToUniAndConcatenate(this::undo)
                        .collect()
                        .last())
                .invoke(() -> undone(batches))
                .replaceWithVoid();
    }

    private Uni<Void> undo(Batch batch) {
        return counts.undo(batch).chain(undone -> handBack.takeBack(batch.id(), undone));
    }

    private synchronized void undone(List<Batch> batches) {
        unanswered.removeAll(batches);
    }
}
