package io.footfall.product.views;

import io.footfall.platform.web.HasStatus;
import io.footfall.product.catalog.ItemId;

/** The response to a view. */
sealed interface ViewReply extends HasStatus permits ViewAnswer, JournalledAnswer {

    static ViewReply of(ItemId item, Outcome outcome) {
        return outcome instanceof Outcome.Journalled ? JournalledAnswer.of(item) : ViewAnswer.of(item, outcome);
    }
}
