package io.footfall.product.views.journal;

import io.footfall.platform.redis.RedisCalls;
import io.footfall.platform.redis.RedisKeys;
import io.footfall.platform.redis.Script;
import io.footfall.product.views.model.DedupWindows;
import io.footfall.product.views.model.ViewSettings;
import io.smallrye.mutiny.Uni;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The journal: views that are kept in Redis until Postgres can tell whether their item exists. It holds at most
 * {@link ViewSettings#mostJournalled()} entries, for all replicas together. Adding an entry twice keeps one entry. An
 * entry expires with its dedup window. All results fail if Redis is unavailable or refuses. Thread-safe.
 */
@Singleton
public final class ViewJournal {

    private static final Script KEEP = Script.named("journal");
    private static final int KEPT = 1;

    private final RedisCalls redis;
    private final RedisCalls inBackground;
    private final DedupWindows windows;
    private final String most;
    private final AtomicBoolean kept = new AtomicBoolean();

    /**
     * Creates an instance; sends no command yet.
     *
     * @param redis the calls to Redis
     * @param windows finds out when an entry expires
     * @param settings the maximum number of entries
     */
    public ViewJournal(RedisCalls redis, DedupWindows windows, ViewSettings settings) {
        this.redis = redis;
        this.inBackground = redis.inBackground();
        this.windows = windows;
        this.most = Integer.toString(settings.mostJournalled());
    }

    /**
     * Adds entries.
     *
     * @param entries the entries
     * @return for each entry, in order, whether there was room or it was held already
     */
    public Uni<List<Boolean>> keep(List<JournalEntry> entries) {
        List<String> arguments = new ArrayList<>(1 + 2 * entries.size());
        arguments.add(most);
        for (JournalEntry entry : entries) {
            arguments.add(Long.toString(windows.until(entry.window()).toEpochMilli()));
            arguments.add(entry.text());
        }
        return redis.run(KEEP, List.of(RedisKeys.JOURNAL), arguments)
                .map(answer ->
                        answer.stream().map(each -> each.toInteger() == KEPT).toList())
                .invoke(answer -> kept.compareAndSet(false, answer.contains(true)));
    }

    /**
     * Whether the journal may hold entries, as far as this replica knows.
     *
     * @return false if this replica has neither added an entry nor found one since it started or last began a replay
     */
    public boolean mayHoldSome() {
        return kept.get();
    }

    /**
     * Sets whether the journal may hold entries.
     *
     * @param some false before a replay begins, true if the replay fails or if entries were found
     */
    public void mayHoldSome(boolean some) {
        kept.set(some);
    }

    /**
     * Returns the number of entries.
     *
     * @return the number, of all replicas, with those that have expired and are not removed yet
     */
    public Uni<Long> size() {
        return inBackground
                .send(Request.cmd(Command.ZCARD).arg(RedisKeys.JOURNAL))
                .map(Response::toLong);
    }

    /**
     * Returns a page of entries, ordered by when their windows expire, earliest first.
     *
     * @param after the number of entries to skip
     * @param entries the maximum number of entries to return, at least 1
     * @return the entries as texts of {@link JournalEntry}; fewer than {@code entries} if no more follow
     */
    public Uni<List<String>> page(int after, int entries) {
        return inBackground
                .send(Request.cmd(Command.ZRANGE)
                        .arg(RedisKeys.JOURNAL)
                        .arg(after)
                        .arg(after + entries - 1))
                .map(page -> page.stream().map(Response::toString).toList());
    }

    /**
     * Removes exactly these entries. Entries that the journal does not hold are ignored.
     *
     * @param entries the entries as texts of {@link JournalEntry}
     * @return completes when they are removed
     */
    public Uni<Void> remove(List<String> entries) {
        if (entries.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Request request = Request.cmd(Command.ZREM).arg(RedisKeys.JOURNAL);
        entries.forEach(request::arg);
        return inBackground.send(request).replaceWithVoid();
    }
}
