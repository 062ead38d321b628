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

/**
 * Decides how a view is counted, and counts it. Thread-safe.
 *
 * <p>All results fail with {@code UnknownItemException} if the item does not exist, with
 * {@code RateLimitExceededException} if a limit of the caller is exceeded, and with {@code StoreUnavailableException}
 * if no store can count the view or too many views are waiting. A view that arrives before the route is decided waits
 * for that.
 */
@Singleton
public final class ViewService {

    private final DedupWindows windows;
    private final Salts salts;
    private final PartitionIndex partitions;
    private final SharedViewBuffer buffer;
    private final CountingRoute route;
    private final ViewMetrics metrics;
    private final ViewListeners live;

    /**
     * Creates the service.
     *
     * @param windows finds the dedup window of a view
     * @param salts the salts of dedup windows
     * @param partitions the places of items
     * @param buffer the buffer of this replica
     * @param route the route by which views are counted
     * @param metrics counts the outcomes
     * @param live is notified of views that happen now
     */
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

    /**
     * Counts a view that happens now, within the limits of its caller. If it is unknown whether the item exists, the
     * view is kept in the journal.
     *
     * @param item the viewed item
     * @param scope whether the story of a chapter is counted too
     * @param viewer the viewer
     * @param limits the limits of the caller
     * @return the outcome; fails as described at {@link ViewService}
     */
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
     * Counts a view of a given dedup window, without limits. Listeners are not notified. A view of an import is not
     * kept in the journal, because a log whose import failed is sent again.
     *
     * @param item the viewed item
     * @param scope whether the story of a chapter is counted too
     * @param viewer the viewer
     * @param retention the dedup window, and until when its marks are kept
     * @return the outcome; fails as described at {@link ViewService}
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

    /**
     * Counts a view from the journal as it would have been counted when it arrived. It is not kept in the journal
     * again.
     *
     * @param entry the view
     * @param retention the dedup window of the entry, and until when its marks are kept
     * @return the outcome; fails as described at {@link ViewService}
     */
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

    /**
     * Returns the item's total without counting the view, and without limits.
     *
     * @param item the viewed item
     * @param reason why the view is not counted
     * @return the outcome, an {@link Outcome.Ignored}; fails as described at {@link ViewService}
     */
    public Uni<Outcome> ignore(ItemId item, IgnoredReason reason) {
        return ignore(item, reason, CallerLimits.NONE);
    }

    /**
     * Returns the item's total without counting the view, within the limits of its caller.
     *
     * @param item the viewed item
     * @param reason why the view is not counted
     * @param limits the limits of the caller
     * @return the outcome, an {@link Outcome.Ignored}; fails as described at {@link ViewService}
     */
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
