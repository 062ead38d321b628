package io.footfall.product.views.api;

import io.footfall.platform.web.HasStatus;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.model.Outcome;

/** The response to a view. */
sealed interface ViewReply extends HasStatus permits ViewAnswer, JournalledAnswer {

    static ViewReply of(ItemId item, Outcome outcome) {
        return outcome instanceof Outcome.Journalled ? JournalledAnswer.of(item) : ViewAnswer.of(item, outcome);
    }
}
