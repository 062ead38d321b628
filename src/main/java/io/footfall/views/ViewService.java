package io.footfall.views;

import io.footfall.catalog.ItemId;
import io.footfall.identity.Viewer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Decides what becomes of a view and counts it. */
@Singleton
class ViewService {

    private final Windows windows;
    private final Salts salts;
    private final CatalogPlaces places;
    private final SharedViewBuffer buffer;
    private final ViewPath path;
    private final ViewMetrics metrics;
    private final LiveViews live;

    ViewService(
            Windows windows,
            Salts salts,
            CatalogPlaces places,
            SharedViewBuffer buffer,
            ViewPath path,
            ViewMetrics metrics,
            LiveViews live) {
        this.path = path;
        this.windows = windows;
        this.salts = salts;
        this.places = places;
        this.buffer = buffer;
        this.metrics = metrics;
        this.live = live;
    }

    /** Counts a view that happens now, within the limits of its caller. */
    Uni<Outcome> count(ItemId item, CountOp.Scope scope, Viewer viewer, CallerLimits limits) {
        Retention retention = windows.now();
        Function<Salt, Uni<Outcome>> counted = salt -> {
            CountOp op = CountOp.count(item, places.of(item), scope, retention, salt.digest(viewer))
                    .limitedBy(limits)
                    .orJournalled();
            return buffer.submit(op).invoke(outcome -> {
                metrics.counted(outcome);
                live.tell(op);
            });
        };
        Optional<Salt> known = path.isDecided() ? salts.known(retention) : Optional.empty();
        return known.map(counted).orElseGet(() -> saltOf(retention).chain(counted::apply));
    }

    /** Counts a view of a given window. One of an import is not journalled: a log whose import failed is sent again. */
    Uni<Outcome> count(ItemId item, CountOp.Scope scope, Viewer viewer, Retention retention) {
        return saltOf(retention).chain(salt -> {
            CountOp op = CountOp.count(item, places.of(item), scope, retention, salt.digest(viewer));
            boolean mayWait =
                    !retention.extending() && windows.held(retention.window()).isPresent();
            return submit(mayWait ? op.orJournalled() : op);
        });
    }

    /** Counts a view that was journalled, as it would have been counted when it came. */
    Uni<Outcome> count(JournalEntry entry, Retention retention) {
        Uni<Outcome> counted = Uni.createFrom()
                .deferred(() -> submit(CountOp.count(
                        entry.item(), places.of(entry.item()), entry.scope(), retention, entry.viewer())));
        return path.isDecided() ? counted : path.decided().chain(() -> counted);
    }

    private Uni<Outcome> submit(CountOp op) {
        return buffer.submit(op).invoke(metrics::counted);
    }

    /** A view that comes while the service starts waits until it is known which way to go. */
    private Uni<Salt> saltOf(Retention retention) {
        return path.isDecided() ? salts.of(retention) : path.decided().chain(() -> salts.of(retention));
    }

    /** Answers the count and leaves it as it is. */
    Uni<Outcome> ignore(ItemId item, IgnoredReason reason) {
        return ignore(item, reason, CallerLimits.NONE);
    }

    /** The same, within the limits of its caller. */
    Uni<Outcome> ignore(ItemId item, IgnoredReason reason, CallerLimits limits) {
        return look(item, limits)
                .<Outcome>map(found -> new Outcome.Ignored(reason, found.total(), found.source()))
                .invoke(metrics::counted);
    }

    /** An item's exact total. */
    private Uni<Outcome> look(ItemId item, CallerLimits limits) {
        return buffer.submit(CountOp.look(item, places.of(item), windows.now()).limitedBy(limits));
    }
}
