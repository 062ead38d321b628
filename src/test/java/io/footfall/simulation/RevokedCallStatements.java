package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import io.footfall.simulation.StoredRows.CallKey;
import io.footfall.simulation.StoredRows.RevokedCall;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** The statements for {@code revoked_calls}, the calls that have to be undone in Redis. */
final class RevokedCallStatements {

    private static final List<String> COLUMNS =
            List.of("slot", "seq", "window_label", "items", "viewers", "partitions", "revoked_at");
    private static final int MOST = 1_000;
    private static final Comparator<Object[]> ORDER = Comparator.<Object[], OffsetDateTime>comparing(
                    row -> (OffsetDateTime) row[6])
            .thenComparing(row -> (String) row[0])
            .thenComparing(row -> (Long) row[1]);

    private RevokedCallStatements() {}

    static Map<String, Statement> all() {
        return Map.of(
                """
                insert into revoked_calls (slot, seq, window_label, items, viewers, partitions)
                values ($1, $2, $3, $4, $5, $6) on conflict do nothing
                """,
                RevokedCallStatements::revoke,
                "select * from revoked_calls order by revoked_at, slot, seq limit 1000",
                RevokedCallStatements::revoked,
                "delete from revoked_calls where slot = $1 and seq = $2",
                RevokedCallStatements::undone);
    }

    private static CallKey keyOf(Tuple arguments) {
        return new CallKey(Arguments.text(arguments, 0), (Long) arguments.getValue(1));
    }

    private static Answer revoke(Tables tables, OpenTransaction transaction, Tuple arguments) {
        RevokedCall call = new RevokedCall(
                Arguments.text(arguments, 2),
                Arguments.texts(arguments, 3),
                Arguments.texts(arguments, 4),
                (Short[]) arguments.getValue(5),
                transaction.now());
        return Answer.changed(tables.revokedCalls.insertIfNew(transaction, keyOf(arguments), call) ? 1 : 0);
    }

    private static Answer revoked(Tables tables, OpenTransaction transaction, Tuple arguments) {
        List<Object[]> rows = new ArrayList<>();
        tables.revokedCalls.each(
                transaction,
                (key, call) -> rows.add(new Object[] {
                    key.slot(),
                    key.seq(),
                    call.window(),
                    call.items(),
                    call.viewers(),
                    call.partitions(),
                    call.revokedAt()
                }));
        rows.sort(ORDER);
        return Answer.of(COLUMNS, rows.size() > MOST ? rows.subList(0, MOST) : rows);
    }

    private static Answer undone(Tables tables, OpenTransaction transaction, Tuple arguments) {
        CallKey key = keyOf(arguments);
        if (tables.revokedCalls.see(transaction, key) == null) {
            return Answer.changed(0);
        }
        tables.revokedCalls.delete(transaction, key);
        return Answer.changed(1);
    }
}
