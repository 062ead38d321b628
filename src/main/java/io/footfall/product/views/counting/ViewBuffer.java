package io.footfall.product.views.counting;

import io.footfall.capability.cache.NamedCache;
import io.footfall.capability.ratelimit.RateLimitExceededException;
import io.footfall.capability.ratelimit.RateLimiter;
import io.footfall.platform.postgres.PostgresGateway;
import io.footfall.platform.redis.RedisClients;
import io.footfall.platform.redis.RedisGateway;
import io.footfall.platform.redis.RedisSettings;
import io.footfall.platform.store.StoreUnavailableException;
import io.footfall.platform.web.UnknownItemException;
import io.footfall.product.catalog.ItemId;
import io.footfall.product.catalog.KnownItems;
import io.footfall.product.views.failover.ApproximateTotals;
import io.footfall.product.views.failover.FirstViewCounter;
import io.footfall.product.views.failover.RedisFailback;
import io.footfall.product.views.failover.UnacknowledgedCalls;
import io.footfall.product.views.journal.JournalMetrics;
import io.footfall.product.views.journal.ViewJournal;
import io.footfall.product.views.model.CatalogLookup;
import io.footfall.product.views.model.CountingRoute;
import io.footfall.product.views.model.DedupRetention;
import io.footfall.product.views.model.PartitionIndex;
import io.footfall.product.views.model.ViewSettings;
import io.footfall.product.views.sync.ViewStore;
import io.footfall.product.views.totals.MonotonicTotals;
import io.footfall.product.views.totals.SharedTotals;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Counts the views of a replica through Redis, or in Postgres while Redis is unavailable. Items without a known place,
 * and items that Redis does not know, are looked up in Postgres in batches.
 *
 * <p>Confined to its event loop.
 */
public final class ViewBuffer implements RedisCounting.Next, DatabaseCounting.Next {

    private static final int MOST_WAITING = 20_000;

    /**
     * The dependencies of a buffer and of its parts.
     *
     * @param settings the settings of counting
     * @param redisSettings the settings of Redis
     * @param route the route by which views are counted
     * @param clients creates the dedicated connection to Redis
     * @param gateway the gateway to Redis
     * @param postgres the gateway to Postgres
     * @param store looks items up in Postgres
     * @param counts counts in Postgres
     * @param unacknowledged the calls to Redis without a reply
     * @param failback determines the route after counting in Postgres was closed
     * @param partitions the places of items
     * @param missingItems the items that are known not to exist
     * @param totals the totals that this replica returned
     * @param shared publishes totals to the other replicas
     * @param approximate settles approximate totals
     * @param known the items that are known to exist although Postgres is unavailable
     * @param journal keeps views of items that cannot be looked up
     * @param journalled the metrics of the journal
     * @param firstViews counts the first views of each era
     * @param limiter decides the rate limit checks of callers
     */
    @Singleton
    public record Parts(
            ViewSettings settings,
            RedisSettings redisSettings,
            CountingRoute route,
            RedisClients clients,
            RedisGateway gateway,
            PostgresGateway postgres,
            ViewStore store,
            FallbackCounts counts,
            UnacknowledgedCalls unacknowledged,
            RedisFailback failback,
            PartitionIndex partitions,
            MissingItemCache missingItems,
            MonotonicTotals totals,
            SharedTotals shared,
            ApproximateTotals approximate,
            KnownItems known,
            ViewJournal journal,
            JournalMetrics journalled,
            FirstViewCounter firstViews,
            RateLimiter limiter) {

        boolean isOpen() {
            return settings.catalogMode() == ViewSettings.CatalogMode.OPEN;
        }

        boolean cluster() {
            return redisSettings.cluster();
        }

        Duration patience() {
            return redisSettings.patience();
        }

        /**
         * Takes operations of one dedup window from the queue. Operations of another window wait for the next batch.
         */
        List<ViewOperation> nextBatch(Queue<ViewOperation> waiting) {
            List<ViewOperation> batch = new ArrayList<>();
            DedupRetention retention = waiting.element().retention();
            while (batch.size() < settings.largestBatch()
                    && !waiting.isEmpty()
                    && waiting.element().retention().equals(retention)) {
                batch.add(waiting.remove());
            }
            return batch;
        }
    }

    private final Context context;
    private final Parts parts;
    private final RedisCounting redis;
    private final DatabaseCounting database;
    private final JournalBuffer journal;
    private final ArrayDeque<ViewOperation> toLookUp = new ArrayDeque<>();
    private boolean lookingUp;
    private int waiting;

    /**
     * Creates an empty buffer.
     *
     * @param context the event loop that the buffer is confined to
     * @param parts its dependencies
     */
    public ViewBuffer(Context context, Parts parts) {
        this.context = context;
        this.parts = parts;
        this.redis = new RedisCounting(context, parts, this);
        this.database = new DatabaseCounting(context, parts, this);
        this.journal = new JournalBuffer(context, parts);
    }

    /**
     * Connects to the Redis of a session that is about to be opened. Must be called on the event loop of this buffer.
     *
     * @param next the session
     * @return completes when the connection is open; fails if it cannot be opened
     */
    public Future<Void> prepare(CountingRoute.RedisSession next) {
        return redis.prepare(next);
    }

    /**
     * Accepts an operation, whose outcome completes on this event loop. Must be called on the event loop of this
     * buffer. The operation fails at once if 20,000 operations are waiting, or if its item is known not to exist.
     *
     * @param operation the operation
     */
    public void submit(ViewOperation operation) {
        if (waiting >= MOST_WAITING) {
            operation.answer().fail(StoreUnavailableException.overloaded());
            return;
        }
        if (!parts.isOpen() && parts.missingItems().isKnownMissing(operation.item())) {
            unknown(operation);
            return;
        }
        waiting++;
        operation.answer().future().onComplete(done -> waiting--);
        reroute(operation);
    }

    @Override
    public void reroute(ViewOperation operation) {
        if (operation.isCharged() && !travels(operation)) {
            charge(operation);
        } else if (!operation.isPlaced()) {
            lookUp(operation);
        } else if (parts.route().session() != null) {
            redis.add(operation);
        } else {
            database.add(operation);
        }
    }

    /**
     * Whether the counting call carries the rate limit check. Not on a Cluster, where the check belongs to another
     * partition, and not before a look-up, which requires an allowed check.
     */
    private boolean travels(ViewOperation operation) {
        return operation.isPlaced()
                && parts.route().session() != null
                && !parts.cluster()
                && parts.limiter().isCountedInRedis(operation.hit());
    }

    private void charge(ViewOperation operation) {
        parts.limiter()
                .decide(operation.hit())
                .emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(unused -> charged(operation), operation.answer()::fail);
    }

    private void charged(ViewOperation operation) {
        if (operation.hit().decision().isAllowed()) {
            reroute(operation);
        } else {
            operation.refuse();
        }
    }

    @Override
    public void abandoned(DatabaseCounting.Work work) {
        database.add(work);
    }

    @Override
    public void closed(DatabaseCounting.Work work) {
        parts.failback()
                .afterClosing(work.abandoned().isEmpty())
                .emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(unused -> again(work), failure -> work.fail(failure, parts.unacknowledged()));
    }

    private void again(DatabaseCounting.Work work) {
        if (parts.route().session() != null) {
            // Views that were read in Postgres before may have been reverted since.
            work.batch().forEach(ViewOperation::forgetSeeds);
            work.batch().forEach(this::reroute);
        } else {
            database.add(work);
        }
    }

    @Override
    public void lookUp(ViewOperation operation) {
        if (!operation.mayLookUp()) {
            operation
                    .lookUpFailure()
                    .ifPresentOrElse(failure -> undecided(operation, failure), () -> unknown(operation));
        } else if (!parts.postgres().circuit().isClosed() && parts.route().session() != null) {
            withoutPostgres(operation, StoreUnavailableException.postgresNotAsked());
        } else if (isAdmitted(operation)) {
            toLookUp.add(operation);
            lookUp();
        }
    }

    /** Whether the caller may have items looked up. Fails the operation if not. */
    private static boolean isAdmitted(ViewOperation operation) {
        try {
            operation.guard().beforeLookUp();
            return true;
        } catch (RateLimitExceededException refusal) {
            operation.answer().fail(refusal);
            return false;
        }
    }

    private void lookUp() {
        if (toLookUp.isEmpty() || lookingUp) {
            return;
        }
        lookingUp = true;
        List<ViewOperation> batch = new ArrayList<>();
        while (batch.size() < parts.settings().largestBatch() && !toLookUp.isEmpty()) {
            batch.add(toLookUp.poll());
        }
        Set<ItemId> items = new LinkedHashSet<>();
        batch.forEach(operation -> items.addAll(operation.items()));
        NamedCache.Missing missing = parts.missingItems().lookingUp();
        // What Postgres holds while Redis is unavailable may be reverted before it becomes a seed in Redis.
        boolean seeding = !parts.route().isClosed();
        Uni<Map<ItemId, CatalogLookup>> known = parts.isOpen()
                ? parts.store().lookUpOrNext(items)
                : parts.store().lookUp(items);
        known.emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(found -> lookedUp(batch, found, missing, seeding), failure -> lookUpFailed(batch, failure));
    }

    private void lookUpFailed(List<ViewOperation> batch, Throwable failure) {
        lookingUp = false;
        if (failure instanceof StoreUnavailableException && parts.route().session() != null) {
            batch.forEach(operation -> withoutPostgres(operation, failure));
        } else {
            batch.forEach(operation -> operation.answer().fail(failure));
        }
        lookUp();
    }

    /**
     * Counts an item that is known to exist, and in an open catalog any item. The total is a lower bound. Other views
     * are kept in the journal until Postgres is available.
     */
    private void withoutPostgres(ViewOperation operation, Throwable failure) {
        // Only Postgres knows the place of a chapter that this replica has not seen yet.
        PartitionIndex.Place place = parts.partitions().of(operation.item());
        if (place == null) {
            undecided(operation, failure);
            return;
        }
        parts.known()
                .viewsOf(operation.item())
                .emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(
                        views -> {
                            if (views.isPresent() || parts.isOpen()) {
                                operation.foundWithoutPostgres(place, views.orElse(0L), parts.totals()::last, failure);
                                reroute(operation);
                            } else {
                                undecided(operation, failure);
                            }
                        },
                        operation.answer()::fail);
    }

    /**
     * Keeps the view in the journal, or fails it. The guard must admit it, so that no client fills the journal with
     * invented ids.
     */
    private void undecided(ViewOperation operation, Throwable failure) {
        if (!operation.mayBeJournalled()) {
            operation.answer().fail(failure);
        } else if (isAdmitted(operation)) {
            operation.guard().undecided();
            journal.add(operation, failure);
        }
    }

    private void lookedUp(
            List<ViewOperation> batch, Map<ItemId, CatalogLookup> found, NamedCache.Missing missing, boolean seeding) {
        lookingUp = false;
        found.values().forEach(parts.partitions()::learn);
        for (ViewOperation operation : batch) {
            CatalogLookup entry = found.get(operation.item());
            operation.guard().lookedUp(entry != null && entry.exists());
            if (entry == null) {
                missing.found(operation.item().field());
                unknown(operation);
            } else if (seeding) {
                operation.found(found);
                reroute(operation);
            } else {
                operation.found(entry.place());
                reroute(operation);
            }
        }
        lookUp();
    }

    private void unknown(ViewOperation operation) {
        parts.partitions().forget(operation.item());
        operation.answer().fail(new UnknownItemException(operation.item().type().word()));
    }
}
