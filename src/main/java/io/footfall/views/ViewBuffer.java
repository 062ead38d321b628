package io.footfall.views;

import io.footfall.cache.NamedCache;
import io.footfall.catalog.ItemId;
import io.footfall.catalog.KnownItems;
import io.footfall.db.PostgresGateway;
import io.footfall.ratelimit.RateLimitExceededException;
import io.footfall.ratelimit.RateLimiter;
import io.footfall.redis.RedisClients;
import io.footfall.redis.RedisGateway;
import io.footfall.redis.RedisSettings;
import io.footfall.store.StoreUnavailableException;
import io.footfall.web.UnknownItemException;
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
 * Takes the views of a replica through Redis, or straight into Postgres while Redis is away. Items that have no place
 * yet, or that Redis does not know, are looked up in Postgres many at a time.
 *
 * <p>Confined to its event loop.
 */
final class ViewBuffer implements RedisCounting.Next, DatabaseCounting.Next {

    private static final int MOST_WAITING = 20_000;

    /** What all buffers work on. */
    @Singleton
    record Parts(
            ViewSettings settings,
            RedisSettings redisSettings,
            ViewPath path,
            RedisClients clients,
            RedisGateway gateway,
            PostgresGateway postgres,
            ViewStore store,
            OutageCounts counts,
            RevokedCalls revoked,
            Recovery recovery,
            CatalogPlaces places,
            Existence existence,
            LastTotals totals,
            SharedTotals shared,
            ApproximateTotals approximate,
            KnownItems known,
            ViewJournal journal,
            JournalMetrics journalled,
            Tally tally,
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

        /** Takes operations of one window; those of the next window wait for the next batch. */
        List<CountOp> nextBatch(Queue<CountOp> waiting) {
            List<CountOp> batch = new ArrayList<>();
            Retention retention = waiting.element().retention();
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
    private final ArrayDeque<CountOp> toLookUp = new ArrayDeque<>();
    private boolean lookingUp;
    private int waiting;

    ViewBuffer(Context context, Parts parts) {
        this.context = context;
        this.parts = parts;
        this.redis = new RedisCounting(context, parts, this);
        this.database = new DatabaseCounting(context, parts, this);
        this.journal = new JournalBuffer(context, parts);
    }

    /** Gets ready for a way through Redis that is about to be opened. */
    Future<Void> prepare(ViewPath.Opening next) {
        return redis.prepare(next);
    }

    /** Takes an operation; its answer completes on this event loop. */
    void submit(CountOp op) {
        if (waiting >= MOST_WAITING) {
            op.answer().fail(StoreUnavailableException.overloaded());
            return;
        }
        if (!parts.isOpen() && parts.existence().isKnownMissing(op.item())) {
            unknown(op);
            return;
        }
        waiting++;
        op.answer().future().onComplete(done -> waiting--);
        reroute(op);
    }

    @Override
    public void reroute(CountOp op) {
        if (op.isCharged() && !travels(op)) {
            charge(op);
        } else if (!op.isPlaced()) {
            lookUp(op);
        } else if (parts.path().opening() != null) {
            redis.add(op);
        } else {
            database.add(op);
        }
    }

    /**
     * Whether the call that counts takes the hit along: not on a Cluster, where it lies with another partition, nor before a
     * look-up, which is to cost a hit.
     */
    private boolean travels(CountOp op) {
        return op.isPlaced()
                && parts.path().opening() != null
                && !parts.cluster()
                && parts.limiter().isCountedInRedis(op.hit());
    }

    private void charge(CountOp op) {
        parts.limiter()
                .decide(op.hit())
                .emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(unused -> charged(op), op.answer()::fail);
    }

    private void charged(CountOp op) {
        if (op.hit().decision().isAllowed()) {
            reroute(op);
        } else {
            op.refuse();
        }
    }

    @Override
    public void abandoned(DatabaseCounting.Work work) {
        database.add(work);
    }

    @Override
    public void closed(DatabaseCounting.Work work) {
        parts.recovery()
                .afterClosing(work.abandoned().isEmpty())
                .emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(unused -> again(work), failure -> work.fail(failure, parts.revoked()));
    }

    private void again(DatabaseCounting.Work work) {
        if (parts.path().opening() != null) {
            // What was read in Postgres before may have been taken back since.
            work.batch().forEach(CountOp::forgetSeeds);
            work.batch().forEach(this::reroute);
        } else {
            database.add(work);
        }
    }

    @Override
    public void lookUp(CountOp op) {
        if (!op.mayLookUp()) {
            op.lookUpFailure().ifPresentOrElse(failure -> undecided(op, failure), () -> unknown(op));
        } else if (!parts.postgres().circuit().isClosed() && parts.path().opening() != null) {
            withoutPostgres(op, StoreUnavailableException.postgresNotAsked());
        } else if (isAdmitted(op)) {
            toLookUp.add(op);
            lookUp();
        }
    }

    /** Whether the caller may have items looked up; fails the operation where not. */
    private static boolean isAdmitted(CountOp op) {
        try {
            op.guard().beforeLookUp();
            return true;
        } catch (RateLimitExceededException refusal) {
            op.answer().fail(refusal);
            return false;
        }
    }

    private void lookUp() {
        if (toLookUp.isEmpty() || lookingUp) {
            return;
        }
        lookingUp = true;
        List<CountOp> batch = new ArrayList<>();
        while (batch.size() < parts.settings().largestBatch() && !toLookUp.isEmpty()) {
            batch.add(toLookUp.poll());
        }
        Set<ItemId> items = new LinkedHashSet<>();
        batch.forEach(op -> items.addAll(op.items()));
        NamedCache.Missing missing = parts.existence().lookingUp();
        // What Postgres holds while Redis is away may be taken back before it is told to Redis.
        boolean seeding = !parts.path().isClosed();
        Uni<Map<ItemId, CatalogEntry>> known = parts.isOpen()
                ? parts.store().lookUpOrNext(items)
                : parts.store().lookUp(items);
        known.emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(found -> lookedUp(batch, found, missing, seeding), failure -> lookUpFailed(batch, failure));
    }

    private void lookUpFailed(List<CountOp> batch, Throwable failure) {
        lookingUp = false;
        if (failure instanceof StoreUnavailableException && parts.path().opening() != null) {
            batch.forEach(op -> withoutPostgres(op, failure));
        } else {
            batch.forEach(op -> op.answer().fail(failure));
        }
        lookUp();
    }

    /**
     * Whatever is known to exist is counted, and in an open catalog whatever comes; the total is no more than there is. The rest is kept until
     * Postgres can say.
     */
    private void withoutPostgres(CountOp op, Throwable failure) {
        // Where a chapter lies that this replica has not seen yet, Postgres alone knows.
        CatalogPlaces.Place place = parts.places().of(op.item());
        if (place == null) {
            undecided(op, failure);
            return;
        }
        parts.known()
                .viewsOf(op.item())
                .emitOn(answer -> context.runOnContext(unused -> answer.run()))
                .subscribe()
                .with(
                        views -> {
                            if (views.isPresent() || parts.isOpen()) {
                                op.foundWithoutPostgres(place, views.orElse(0L), parts.totals()::last, failure);
                                reroute(op);
                            } else {
                                undecided(op, failure);
                            }
                        },
                        op.answer()::fail);
    }

    /** Nobody fills the journal with made-up ids. */
    private void undecided(CountOp op, Throwable failure) {
        if (!op.mayBeJournalled()) {
            op.answer().fail(failure);
        } else if (isAdmitted(op)) {
            op.guard().undecided();
            journal.add(op, failure);
        }
    }

    private void lookedUp(
            List<CountOp> batch, Map<ItemId, CatalogEntry> found, NamedCache.Missing missing, boolean seeding) {
        lookingUp = false;
        found.values().forEach(parts.places()::learn);
        for (CountOp op : batch) {
            CatalogEntry entry = found.get(op.item());
            op.guard().lookedUp(entry != null && entry.exists());
            if (entry == null) {
                missing.found(op.item().field());
                unknown(op);
            } else if (seeding) {
                op.found(found);
                reroute(op);
            } else {
                op.found(entry.place());
                reroute(op);
            }
        }
        lookUp();
    }

    private void unknown(CountOp op) {
        parts.places().forget(op.item());
        op.answer().fail(new UnknownItemException(op.item().type().word()));
    }
}
