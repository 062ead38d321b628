package io.footfall.views;

import io.footfall.catalog.ItemId;
import io.footfall.web.HasStatus;

/** What whoever sends a view is answered. */
sealed interface ViewReply extends HasStatus permits ViewAnswer, JournalledAnswer {

    static ViewReply of(ItemId item, Outcome outcome) {
        return outcome instanceof Outcome.Journalled ? JournalledAnswer.of(item) : ViewAnswer.of(item, outcome);
    }
}
