package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import io.footfall.simulation.StoredRows.BatchKey;
import io.footfall.simulation.StoredRows.LedgerEntry;
import io.footfall.simulation.StoredRows.SyncState;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The statements for the ledger of transferred batches, and for the state of the last sync. */
final class LedgerStatements {

    private static final List<String> PARTS_HELD = List.of("parts");
    private static final List<String> PARTS = List.of("parts", "era");
    private static final List<String> SYNC_STATE = List.of(
            "only_row",
            "finished_at",
            "duration_millis",
            "stories_processed",
            "chapters_processed",
            "story_views_added",
            "chapter_views_added",
            "success",
            "last_success_at");
    private static final int DAYS_KEPT = 7;

    private LedgerStatements() {}

    static Map<String, Statement> all() {
        return Map.of(
                "insert into sync_batches (id, partition, views) values ($1, $2, $3) on conflict do nothing",
                LedgerStatements::enter,
                """
                insert into sync_batches as begun (id, partition, views, parts) values ($1, $2, 0, $3)
                on conflict (id, partition) do update set parts = begun.parts
                returning parts, (select era from view_eras where ended_at is null) as era
                """,
                LedgerStatements::beginParts,
                """
                select coalesce(sync_batches.parts, $3) as parts, era
                from view_eras left join sync_batches on id = $1 and partition = $2
                where ended_at is null
                """,
                LedgerStatements::parts,
                "select parts from sync_batches where id = $1 and partition = $2",
                LedgerStatements::partsHeld,
                """
                delete from sync_batches where ctid = any(array(
                  select ctid from sync_batches where applied_at < now() - interval '7 days' limit 10000
                ))
                """,
                LedgerStatements::prune,
                // Only tests use this statement. It ages the rows, as if 8 days had passed.
                "update sync_batches set applied_at = applied_at - interval '8 days'",
                LedgerStatements::age,
                """
                insert into sync_state as state (finished_at, duration_millis, stories_processed, chapters_processed,
                                                 story_views_added, chapter_views_added, success, last_success_at)
                values ($1, $2, $3, $4, $5, $6, $7, case when $7::boolean then $1::timestamptz end)
                on conflict (only_row) do update set
                  finished_at = excluded.finished_at, duration_millis = excluded.duration_millis,
                  stories_processed = excluded.stories_processed, chapters_processed = excluded.chapters_processed,
                  story_views_added = excluded.story_views_added, chapter_views_added = excluded.chapter_views_added,
                  success = excluded.success, last_success_at = coalesce(excluded.last_success_at, state.last_success_at)
                """,
                LedgerStatements::recordRun,
                "select * from sync_state",
                LedgerStatements::lastRun);
    }

    private static BatchKey keyOf(Tuple arguments) {
        return new BatchKey((UUID) arguments.getValue(0), (Short) arguments.getValue(1));
    }

    private static Answer enter(Tables tables, OpenTransaction transaction, Tuple arguments) {
        LedgerEntry entry = new LedgerEntry((Long) arguments.getValue(2), 1, transaction.now());
        return Answer.changed(tables.syncBatches.insertIfNew(transaction, keyOf(arguments), entry) ? 1 : 0);
    }

    private static Answer beginParts(Tables tables, OpenTransaction transaction, Tuple arguments) {
        BatchKey key = keyOf(arguments);
        int wanted = (Integer) arguments.getValue(2);
        Long era = EraStatements.last(tables, transaction);
        if (tables.syncBatches.insertIfNew(transaction, key, new LedgerEntry(0, wanted, transaction.now()))) {
            return Answer.ofRow(PARTS, wanted, era);
        }
        tables.syncBatches.lock(transaction, key, RowLock.NO_KEY_UPDATE);
        return Answer.ofRow(PARTS, tables.syncBatches.see(transaction, key).parts(), era);
    }

    private static Answer parts(Tables tables, OpenTransaction transaction, Tuple arguments) {
        LedgerEntry entry = tables.syncBatches.see(transaction, keyOf(arguments));
        Object parts = entry == null ? arguments.getValue(2) : (Object) entry.parts();
        return Answer.ofRow(PARTS, parts, EraStatements.last(tables, transaction));
    }

    private static Answer partsHeld(Tables tables, OpenTransaction transaction, Tuple arguments) {
        LedgerEntry entry = tables.syncBatches.see(transaction, keyOf(arguments));
        return entry == null ? Answer.of(PARTS_HELD, List.of()) : Answer.ofRow(PARTS_HELD, entry.parts());
    }

    private static Answer prune(Tables tables, OpenTransaction transaction, Tuple arguments) {
        OffsetDateTime weekAgo = transaction.now().minusDays(DAYS_KEPT);
        int[] pruned = {0};
        tables.syncBatches.each(transaction, (key, entry) -> {
            if (entry.appliedAt().isBefore(weekAgo)) {
                tables.syncBatches.delete(transaction, key);
                pruned[0]++;
            }
        });
        return Answer.changed(pruned[0]);
    }

    private static Answer age(Tables tables, OpenTransaction transaction, Tuple arguments) {
        int[] changed = {0};
        tables.syncBatches.each(transaction, (key, entry) -> {
            OffsetDateTime before = entry.appliedAt().minusDays(DAYS_KEPT + 1);
            tables.syncBatches.update(transaction, key, new LedgerEntry(entry.views(), entry.parts(), before));
            changed[0]++;
        });
        return Answer.changed(changed[0]);
    }

    private static Answer recordRun(Tables tables, OpenTransaction transaction, Tuple arguments) {
        OffsetDateTime finished = Arguments.time(arguments, 0);
        boolean success = (Boolean) arguments.getValue(6);
        SyncState before = tables.syncState.conflicting(transaction, Tables.ONLY_ROW);
        OffsetDateTime lastSuccess = success ? finished : before == null ? null : before.lastSuccessAt();
        SyncState run = new SyncState(
                finished,
                (Long) arguments.getValue(1),
                (Long) arguments.getValue(2),
                (Long) arguments.getValue(3),
                (Long) arguments.getValue(4),
                (Long) arguments.getValue(5),
                success,
                lastSuccess);
        if (before == null) {
            tables.syncState.insert(transaction, Tables.ONLY_ROW, run);
        } else {
            tables.syncState.update(transaction, Tables.ONLY_ROW, run);
        }
        return Answer.changed(1);
    }

    private static Answer lastRun(Tables tables, OpenTransaction transaction, Tuple arguments) {
        SyncState run = tables.syncState.see(transaction, Tables.ONLY_ROW);
        return run == null
                ? Answer.of(SYNC_STATE, List.of())
                : Answer.ofRow(
                        SYNC_STATE,
                        true,
                        run.finishedAt(),
                        run.durationMillis(),
                        run.stories(),
                        run.chapters(),
                        run.storyViews(),
                        run.chapterViews(),
                        run.success(),
                        run.lastSuccessAt());
    }
}
