package io.footfall.simulation;

import io.footfall.simulation.StoredRows.BatchKey;
import io.footfall.simulation.StoredRows.CallKey;
import io.footfall.simulation.StoredRows.Deleted;
import io.footfall.simulation.StoredRows.DeletedKey;
import io.footfall.simulation.StoredRows.Era;
import io.footfall.simulation.StoredRows.Item;
import io.footfall.simulation.StoredRows.LedgerEntry;
import io.footfall.simulation.StoredRows.Path;
import io.footfall.simulation.StoredRows.RevokedCall;
import io.footfall.simulation.StoredRows.Seen;
import io.footfall.simulation.StoredRows.SeenKey;
import io.footfall.simulation.StoredRows.StoredSalt;
import io.footfall.simulation.StoredRows.SyncState;
import io.footfall.simulation.StoredRows.TallyKey;
import java.util.HashMap;
import java.util.TreeMap;

/** All tables of the model, and the advisory locks. */
final class Tables {

    /** The key of a table that has only one row. */
    static final Boolean ONLY_ROW = true;

    private static final long FIRST_ERA = 2;

    final Table<String, Item> stories = new Table<>("stories_pkey", new HashMap<>());
    final Table<String, Item> chapters = new Table<>("chapters_pkey", new HashMap<>());
    final Table<DeletedKey, Deleted> deletedItems = new Table<>("deleted_items_pkey", new TreeMap<>());
    final Table<BatchKey, LedgerEntry> syncBatches = new Table<>("sync_batches_pkey", new HashMap<>());
    final Table<SeenKey, Seen> viewDedup = new Table<>("view_dedup_pkey", new HashMap<>());
    final Table<CallKey, RevokedCall> revokedCalls = new Table<>("revoked_calls_pkey", new HashMap<>());
    final Table<Boolean, Path> viewPath = new Table<>("view_path_pkey", new HashMap<>());
    final Table<Long, Era> viewEras = new Table<>("view_eras_pkey", new TreeMap<>());
    final Table<TallyKey, Long> viewTallies = new Table<>("view_tallies_pkey", new TreeMap<>());
    final Table<String, StoredSalt> viewSalts = new Table<>("view_salts_pkey", new HashMap<>());
    final Table<Boolean, SyncState> syncState = new Table<>("sync_state_pkey", new HashMap<>());

    /** Advisory lock 716002: a transaction that counts in Postgres shares it. */
    final AdvisoryLock counting;

    /** Advisory lock 716004: held exclusively while all viewers are marked for another backfill. */
    final AdvisoryLock handingAllBack;

    Tables(WaitingSessions waits) {
        counting = new AdvisoryLock(waits);
        handingAllBack = new AdvisoryLock(waits);
    }

    /** Inserts the rows that the migrations insert. */
    void fill(OpenTransaction transaction) {
        viewPath.insert(transaction, ONLY_ROW, new Path(false, "", FIRST_ERA, 0, 0, 0, "", false));
        viewEras.insert(transaction, FIRST_ERA, new Era(0, null));
    }

    /** Returns the only row of {@code view_path}. */
    Path path(OpenTransaction transaction) {
        return viewPath.see(transaction, ONLY_ROW);
    }
}
