package io.footfall.product.views.sync;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.store.RecoveredFailure;
import io.footfall.product.views.model.SyncRun;
import io.footfall.product.views.model.SyncTotals;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The last completed syncs: those of all replicas in a short list in Redis, and those of this replica in memory, for
 * the time when Redis is unavailable or has lost its list.
 */
@Singleton
class SyncHistory {

    /** The maximum number of syncs that are kept. */
    static final int KEPT = 20;

    private static final String SEPARATOR = " ";

    private final RedisCalls redis;
    private final SyncService syncs;
    private final Deque<SyncRun> own = new ArrayDeque<>();

    SyncHistory(RedisCalls redis, SyncService syncs) {
        this.redis = redis.inBackground();
        this.syncs = syncs;
    }

    void start(@Observes StartupEvent event) {
        syncs.afterEach(this::ended);
    }

    /** Records a sync. The sync does not wait for Redis. */
    private Uni<Void> ended(SyncRun run) {
        synchronized (own) {
            own.addFirst(run);
            if (own.size() > KEPT) {
                own.removeLast();
            }
        }
        RecoveredFailure.KEEP_SYNC_HISTORY.attempt(redis.batch(List.of(
                Request.cmd(Command.LPUSH).arg(RedisKeys.SYNCS).arg(textOf(run)),
                Request.cmd(Command.LTRIM).arg(RedisKeys.SYNCS).arg(0).arg(KEPT - 1),
                Request.cmd(Command.PEXPIRE).arg(RedisKeys.SYNCS).arg(RedisKeys.SYNCS_KEPT.toMillis()))));
        return Uni.createFrom().voidItem();
    }

    /** Returns the last syncs, latest first. Only those of this replica if Redis is unavailable. */
    Uni<List<SyncRun>> latest() {
        return redis.send(
                        Request.cmd(Command.LRANGE).arg(RedisKeys.SYNCS).arg(0).arg(KEPT - 1))
                .map(SyncHistory::runsIn)
                .onFailure()
                .invoke(RecoveredFailure.KEEP_SYNC_HISTORY::record)
                .onFailure()
                .recoverWithItem(List.of())
                .map(this::withOwn);
    }

    private List<SyncRun> withOwn(List<SyncRun> shared) {
        synchronized (own) {
            return Stream.concat(shared.stream(), own.stream())
                    .distinct()
                    .sorted(Comparator.comparing(SyncRun::finishedAt).reversed())
                    .limit(KEPT)
                    .toList();
        }
    }

    private static List<SyncRun> runsIn(Response list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(Response::toString)
                .map(SyncHistory::runOf)
                .toList();
    }

    static String textOf(SyncRun run) {
        return String.join(
                SEPARATOR,
                run.finishedAt().toString(),
                Long.toString(run.durationMillis()),
                Boolean.toString(run.success()),
                Long.toString(run.totals().stories()),
                Long.toString(run.totals().chapters()),
                Long.toString(run.totals().storyViews()),
                Long.toString(run.totals().chapterViews()));
    }

    static SyncRun runOf(String text) {
        String[] parts = text.split(SEPARATOR);
        return new SyncRun(
                Instant.parse(parts[0]),
                Long.parseLong(parts[1]),
                new SyncTotals(
                        Long.parseLong(parts[3]),
                        Long.parseLong(parts[4]),
                        Long.parseLong(parts[5]),
                        Long.parseLong(parts[6])),
                Boolean.parseBoolean(parts[2]));
    }
}
