package io.footfall.product.views.counting;

import io.footfall.product.views.failover.UnacknowledgedCall;
import io.footfall.product.views.failover.UnacknowledgedCalls;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.Source;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Group commit of a replica into Postgres, used while the Redis route is closed. Confined to its event loop. */
public final class DatabaseCounting {

    /**
     * Operations that are counted in one transaction.
     *
     * @param batch operations of one window
     * @param abandoned the unacknowledged call to Redis that contained the operations, if there is one
     */
    public record Work(List<ViewOperation> batch, Optional<UnacknowledgedCall> abandoned) {

        /** Fails all operations. The views of an abandoned call are not undone in Redis. */
        void fail(Throwable failure, UnacknowledgedCalls unacknowledged) {
            abandoned.ifPresent(unacknowledged::letStand);
            batch.forEach(operation -> operation.answer().fail(failure));
        }
    }

    /** Takes the operations that this class cannot finish. */
    interface Next {

        /** Takes an operation whose item, or whose incarnation of it, does not exist in Postgres. */
        void lookUp(ViewOperation operation);

        /**
         * Takes work that was not counted, because another replica closed counting in Postgres to open the Redis route.
         */
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

    /** Adds an operation. The place of its item has to be known. */
    void add(ViewOperation operation) {
        waiting.add(operation);
        send();
    }

    /** Adds operations that are counted together, before all waiting operations. */
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
        // If counting in Postgres is closed, nothing was counted, and which views to undo in Redis is still undecided.
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
