package io.footfall.product.views;

import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Group commit of a replica into Postgres, while the way through Redis is closed. Confined to its event loop.
 */
final class DatabaseCounting {

    /**
     * Operations that are counted together.
     *
     * @param batch operations of one window
     * @param abandoned the call to Redis that they were part of, where it was abandoned
     */
    record Work(List<ViewOperation> batch, Optional<UnacknowledgedCall> abandoned) {

        /** Answers that they were not counted. */
        void fail(Throwable failure, UnacknowledgedCalls unacknowledged) {
            abandoned.ifPresent(unacknowledged::letStand);
            batch.forEach(operation -> operation.answer().fail(failure));
        }
    }

    /** Where operations go that this has done its part for. */
    interface Next {

        /** There is no such item, or none of this incarnation. */
        void lookUp(ViewOperation operation);

        /** Counting in Postgres was closed by somebody who opened the way through Redis. */
        void closed(Work work);
    }

    private static final int FIRST_VIEW = 1;
    private static final int SEEN = 0;

    private final Context context;
    private final ViewBuffer.Parts parts;
    private final Next next;
    private final ArrayDeque<ViewOperation> waiting = new ArrayDeque<>();
    private final ArrayDeque<Work> first = new ArrayDeque<>();
    private boolean inFlight;

    DatabaseCounting(Context context, ViewBuffer.Parts parts, Next next) {
        this.context = context;
        this.parts = parts;
        this.next = next;
    }

    /** Takes an operation whose item has a place. */
    void add(ViewOperation operation) {
        waiting.add(operation);
        send();
    }

    /** Takes operations that belong together, before all that wait. */
    void add(Work work) {
        first.add(work);
        send();
    }

    private void send() {
        if (inFlight || first.isEmpty() && waiting.isEmpty()) {
            return;
        }
        inFlight = true;
        Work work = first.isEmpty() ? new Work(parts.nextBatch(waiting), Optional.empty()) : first.poll();
        parts.counts()
                .count(work)
                .emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(counts -> counted(work, counts), failure -> failed(work, failure));
    }

    private void failed(Work work, Throwable failure) {
        inFlight = false;
        work.fail(failure, parts.unacknowledged());
        send();
    }

    private void counted(Work work, Optional<List<FallbackCounts.Count>> counts) {
        inFlight = false;
        // Where counting was closed nothing is decided yet.
        work.abandoned()
                .ifPresent(call -> counts.ifPresent(
                        found -> parts.unacknowledged().undo(call, FallbackCounts.undone(call, found))));
        counts.ifPresentOrElse(found -> answer(work.batch(), found), () -> next.closed(work));
        send();
    }

    private void answer(List<ViewOperation> batch, List<FallbackCounts.Count> counts) {
        Map<String, Long> totals = new HashMap<>();
        int at = 0;
        for (ViewOperation operation : batch) {
            FallbackCounts.Count count = counts.get(at);
            for (ViewOperation.Entry entry : operation.entries()) {
                entry.answered(counts.get(at++).status() == FIRST_VIEW);
            }
            if (count.status() == FIRST_VIEW || count.status() == SEEN) {
                long total = totals.computeIfAbsent(operation.field(), item -> parts.totals()
                        .withoutRedis(item, count.before() + count.added(), count.added(), parts.route()::isClosed));
                if (count.status() == FIRST_VIEW) {
                    operation.countedInPostgres(total, parts.gateway().isConfigured());
                } else {
                    operation.complete(false, Outcome.Total.exactly(total), Source.DATABASE);
                }
            } else {
                next.lookUp(operation);
            }
        }
    }
}
