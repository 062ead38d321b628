package io.footfall.product.views.counting;

import io.footfall.platform.redis.EndOfTurn;
import io.footfall.platform.store.RecoveredFailure;
import io.vertx.core.Context;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Group commit of a replica into the journal: the next call takes all views that arrive while a call is in flight.
 * Confined to its event loop.
 */
final class JournalBuffer {

    /** A view, and the failure with which it is answered if the journal does not keep it. */
    private record Waiting(ViewOperation operation, Throwable failure) {

        private void refuse() {
            operation.answer().fail(failure);
        }
    }

    private final Context context;
    private final ViewBuffer.Parts parts;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final EndOfTurn endOfTurn;
    private boolean inFlight;

    JournalBuffer(Context context, ViewBuffer.Parts parts) {
        this.context = context;
        this.parts = parts;
        this.endOfTurn = new EndOfTurn(context, this::send);
    }

    /**
     * Adds a view of an item that could not be looked up. If the journal does not keep the view, it fails with
     * {@code failure}.
     */
    void add(ViewOperation operation, Throwable failure) {
        waiting.add(new Waiting(operation, failure));
        endOfTurn.ask();
    }

    private void send() {
        if (inFlight || waiting.isEmpty()) {
            return;
        }
        inFlight = true;
        List<Waiting> batch = new ArrayList<>();
        while (batch.size() < parts.settings().largestBatch() && !waiting.isEmpty()) {
            batch.add(waiting.poll());
        }
        parts.journal()
                .keep(batch.stream()
                        .map(each -> each.operation().journalEntry())
                        .toList())
                .emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(kept -> answered(batch, kept), failure -> failed(batch, failure));
    }

    private void answered(List<Waiting> batch, List<Boolean> kept) {
        inFlight = false;
        for (int i = 0; i < batch.size(); i++) {
            if (kept.get(i)) {
                batch.get(i).operation().journalled();
            } else {
                batch.get(i).refuse();
            }
        }
        parts.journalled().kept(kept);
        send();
    }

    private void failed(List<Waiting> batch, Throwable failure) {
        inFlight = false;
        RecoveredFailure.JOURNAL_VIEWS.record(failure);
        batch.forEach(Waiting::refuse);
        send();
    }
}
