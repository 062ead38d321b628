package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import io.footfall.simulation.StoredRows.Era;
import io.footfall.simulation.StoredRows.TallyKey;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The statements for eras, for the views transferred in each era, and for the tallies that replicas report. */
final class EraStatements {

    private static final List<String> SUMMED_UP = List.of("sum_up_eras");
    private static final int LONG_AGO_DAYS = 8;

    private EraStatements() {}

    static Map<String, Statement> all() {
        return Map.of(
                "update view_eras set ended_at = now(), settled = settled + $1 where ended_at is null",
                EraStatements::end,
                "insert into view_eras (era, settled) values ($1, -$2::bigint)",
                EraStatements::begin,
                """
                insert into view_tallies as tally (era, replica, counted) values ($1, $2, $3)
                on conflict (era, replica) do update set counted = greatest(tally.counted, excluded.counted)
                """,
                EraStatements::report,
                "update view_eras set settled = settled + $1 where era = $2 and ended_at is null",
                EraStatements::settle,
                "select sum_up_eras()",
                EraStatements::sumUp,
                // Only tests use this statement. It ages the rows, as if 8 days had passed.
                "update view_eras set ended_at = ended_at - interval '8 days'",
                EraStatements::age);
    }

    private static Answer end(Tables tables, OpenTransaction transaction, Tuple arguments) {
        long views = (Long) arguments.getValue(0);
        int[] changed = {0};
        tables.viewEras.each(transaction, (era, row) -> {
            if (row.endedAt() == null) {
                tables.viewEras.update(transaction, era, new Era(row.settled() + views, transaction.now()));
                changed[0]++;
            }
        });
        return Answer.changed(changed[0]);
    }

    private static Answer begin(Tables tables, OpenTransaction transaction, Tuple arguments) {
        tables.viewEras.insert(transaction, (Long) arguments.getValue(0), new Era(-(Long) arguments.getValue(1), null));
        return Answer.changed(1);
    }

    private static Answer report(Tables tables, OpenTransaction transaction, Tuple arguments) {
        TallyKey key = new TallyKey((Long) arguments.getValue(0), (UUID) arguments.getValue(1));
        Long counted = (Long) arguments.getValue(2);
        if (!tables.viewTallies.insertIfNew(transaction, key, counted)) {
            Long before = tables.viewTallies.see(transaction, key);
            tables.viewTallies.update(transaction, key, Math.max(before, counted));
        }
        return Answer.changed(1);
    }

    /**
     * Adds transferred views to an era that has not ended. The row is read again after the wait for its lock, because
     * the era may have ended meanwhile.
     */
    private static Answer settle(Tables tables, OpenTransaction transaction, Tuple arguments) {
        Long id = (Long) arguments.getValue(1);
        if (isOver(tables.viewEras.see(transaction, id))) {
            return Answer.changed(0);
        }
        tables.viewEras.lock(transaction, id, RowLock.NO_KEY_UPDATE);
        Era era = tables.viewEras.see(transaction, id);
        if (isOver(era)) {
            return Answer.changed(0);
        }
        long views = (Long) arguments.getValue(0);
        tables.viewEras.update(transaction, id, new Era(era.settled() + views, null));
        return Answer.changed(1);
    }

    private static boolean isOver(Era era) {
        return era == null || era.endedAt() != null;
    }

    /** Returns the era that has not ended, as of the start of the statement. Null where all have ended. */
    static Long last(Tables tables, OpenTransaction transaction) {
        return transaction.asOfTheBeginning(() -> {
            Long[] last = {null};
            tables.viewEras.each(transaction, (id, era) -> last[0] = isOver(era) ? last[0] : id);
            return last[0];
        });
    }

    private static Answer sumUp(Tables tables, OpenTransaction transaction, Tuple arguments) {
        EraSums.sumUp(tables, transaction);
        return Answer.ofRow(SUMMED_UP, "");
    }

    private static Answer age(Tables tables, OpenTransaction transaction, Tuple arguments) {
        int[] changed = {0};
        tables.viewEras.each(transaction, (era, row) -> {
            Era older = new Era(
                    row.settled(), row.endedAt() == null ? null : row.endedAt().minusDays(LONG_AGO_DAYS));
            tables.viewEras.update(transaction, era, older);
            changed[0]++;
        });
        return Answer.changed(changed[0]);
    }
}
