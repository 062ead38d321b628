package io.footfall.product.views.counting;

import io.footfall.platform.identity.Viewer;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.views.journal.JournalEntry;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.DedupWindows;
import io.footfall.product.views.model.IgnoredReason;
import io.footfall.product.views.model.Outcome;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.Salt;
import io.footfall.product.views.model.Salts;
import io.footfall.product.views.model.ViewMetrics;
import io.footfall.product.views.model.ViewScope;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;

/** Decides how a view is counted, and counts it. */
@Singleton
public class ViewService {

    private final DedupWindows windows;
    private final Salts salts;
    private final PartitionIndex partitions;
    private final SharedViewBuffer buffer;
    private final CountingRoute route;
    private final ViewMetrics metrics;
    private final ViewListeners live;

    public ViewService(
            DedupWindows windows,
            Salts salts,
            PartitionIndex partitions,
            SharedViewBuffer buffer,
            CountingRoute route,
            ViewMetrics metrics,
            ViewListeners live) {
        this.route = route;
        this.windows = windows;
        this.salts = salts;
        this.partitions = partitions;
        this.buffer = buffer;
        this.metrics = metrics;
        this.live = live;
    }

    /** Counts a view that happens now, within the limits of its caller. */
    public Uni<Outcome> count(ItemId item, ViewScope scope, Viewer viewer, CallerLimits limits) {
        DedupRetention retention = windows.now();
        Function<Salt, Uni<Outcome>> counted = salt -> {
            ViewOperation operation = ViewOperation.count(
                            item, partitions.of(item), scope, retention, salt.digest(viewer))
                    .limitedBy(limits)
                    .orJournalled();
            return buffer.submit(operation).invoke(outcome -> {
                metrics.counted(outcome);
                live.tell(operation);
            });
        };
        Optional<Salt> known = route.isDecided() ? salts.known(retention) : Optional.empty();
        return known.map(counted).orElseGet(() -> saltOf(retention).chain(counted::apply));
    }

    /**
     * Counts a view of a given dedup window. A view of an import is not kept in the journal, because a log whose import
     * failed is sent again.
     */
    public Uni<Outcome> count(ItemId item, ViewScope scope, Viewer viewer, DedupRetention retention) {
        return saltOf(retention).chain(salt -> {
            ViewOperation operation =
                    ViewOperation.count(item, partitions.of(item), scope, retention, salt.digest(viewer));
            boolean mayWait =
                    !retention.extending() && windows.held(retention.window()).isPresent();
            return submit(mayWait ? operation.orJournalled() : operation);
        });
    }

    /** Counts a view from the journal as it would have been counted when it arrived. */
    public Uni<Outcome> count(JournalEntry entry, DedupRetention retention) {
        Uni<Outcome> counted = Uni.createFrom()
                .deferred(() -> submit(ViewOperation.count(
                        entry.item(), partitions.of(entry.item()), entry.scope(), retention, entry.viewer())));
        return route.isDecided() ? counted : route.decided().chain(() -> counted);
    }

    private Uni<Outcome> submit(ViewOperation operation) {
        return buffer.submit(operation).invoke(metrics::counted);
    }

    /** Returns the salt of a window. A view that arrives during startup waits until the route is decided. */
    private Uni<Salt> saltOf(DedupRetention retention) {
        return route.isDecided() ? salts.of(retention) : route.decided().chain(() -> salts.of(retention));
    }

    /** Returns the item's total without counting the view. */
    public Uni<Outcome> ignore(ItemId item, IgnoredReason reason) {
        return ignore(item, reason, CallerLimits.NONE);
    }

    /** Returns the item's total without counting the view, within the limits of its caller. */
    public Uni<Outcome> ignore(ItemId item, IgnoredReason reason, CallerLimits limits) {
        return look(item, limits)
                .<Outcome>map(found -> new Outcome.Ignored(reason, found.total(), found.source()))
                .invoke(metrics::counted);
    }

    /** Reads the item's total. */
    private Uni<Outcome> look(ItemId item, CallerLimits limits) {
        return buffer.submit(
                ViewOperation.look(item, partitions.of(item), windows.now()).limitedBy(limits));
    }
}
