package io.footfall.views;

import io.footfall.catalog.ItemId;
import io.footfall.identity.Viewer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Decides what becomes of a view and counts it. */
@Singleton
class ViewService {

    private final Windows windows;
    private final Salts salts;
    private final CatalogPlaces places;
    private final ViewBuffers buffers;
    private final ViewPath path;
    private final ViewMetrics metrics;

    ViewService(
            Windows windows,
            Salts salts,
            CatalogPlaces places,
            ViewBuffers buffers,
            ViewPath path,
            ViewMetrics metrics) {
        this.path = path;
        this.windows = windows;
        this.salts = salts;
        this.places = places;
        this.buffers = buffers;
        this.metrics = metrics;
    }

    /** Counts a view that happens now. */
    Uni<Outcome> count(ItemId item, CountOp.Scope scope, Viewer viewer) {
        return count(item, scope, viewer, windows.now());
    }

    /** Counts a view of a given window. */
    Uni<Outcome> count(ItemId item, CountOp.Scope scope, Viewer viewer, Retention retention) {
        return saltOf(retention)
                .chain(salt -> buffers.submit(CountOp.count(item, places.of(item), scope, retention, salt, viewer)))
                .invoke(metrics::counted);
    }

    /** A view that comes while the service starts waits until it is known which way to go. */
    private Uni<Salt> saltOf(Retention retention) {
        return path.isDecided() ? salts.of(retention) : path.decided().chain(() -> salts.of(retention));
    }

    /** Answers the count and leaves it as it is. */
    Uni<Outcome> ignore(ItemId item, IgnoredReason reason) {
        return look(item)
                .<Outcome>map(found -> new Outcome.Ignored(reason, found.total(), found.source()))
                .invoke(metrics::counted);
    }

    /** An item's exact total. */
    private Uni<Outcome> look(ItemId item) {
        return buffers.submit(CountOp.look(item, places.of(item), windows.now()));
    }
}
