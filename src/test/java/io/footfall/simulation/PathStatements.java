package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import io.footfall.simulation.StoredRows.Path;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Map;

/** The statements for the only row of {@code view_path}, and for the advisory locks that protect its changes. */
final class PathStatements {

    private static final List<String> STATE = List.of(
            "only_row",
            "database_open",
            "redis_run_id",
            "era",
            "old_missing",
            "old_lost",
            "closing_era",
            "closing_masters",
            "all_again",
            "lost",
            "revoking");
    private static final List<String> LOCKED = List.of("pg_advisory_xact_lock");

    private PathStatements() {}

    static Map<String, Statement> all() {
        return Map.of(
                "select *, views_lost() as lost, exists (select from revoked_calls) as revoking from view_path",
                PathStatements::state,
                "update view_path set database_open = true where not database_open",
                PathStatements::open,
                "select pg_advisory_xact_lock(716002)",
                PathStatements::excludeCounting,
                "select pg_advisory_xact_lock(716004)",
                PathStatements::excludeHandingAllBack,
                """
                update view_path
                set database_open = false,
                    redis_run_id = $1,
                    era = coalesce($2, era)
                """,
                PathStatements::close,
                """
                update view_path set closing_era = $1, closing_masters = $2, all_again = false where closing_era < $1
                """,
                PathStatements::beginClosing,
                "update view_path set all_again = true where closing_era = $1",
                PathStatements::allAreHandedBackAgain);
    }

    private static Answer state(Tables tables, OpenTransaction transaction, Tuple arguments) {
        Path path = tables.path(transaction);
        boolean[] revoking = {false};
        tables.revokedCalls.each(transaction, (key, call) -> revoking[0] = true);
        return Answer.ofRow(
                STATE,
                true,
                path.databaseOpen(),
                path.masters(),
                path.era(),
                path.oldMissing(),
                path.oldLost(),
                path.closingEra(),
                path.closingMasters(),
                path.allAgain(),
                EraSums.lost(tables, transaction),
                revoking[0]);
    }

    private static Answer open(Tables tables, OpenTransaction transaction, Tuple arguments) {
        Path path = tables.path(transaction);
        return path.databaseOpen() ? Answer.changed(0) : change(tables, transaction, path.withDatabaseOpen());
    }

    private static Answer change(Tables tables, OpenTransaction transaction, Path path) {
        tables.viewPath.update(transaction, Tables.ONLY_ROW, path);
        return Answer.changed(1);
    }

    private static Answer excludeCounting(Tables tables, OpenTransaction transaction, Tuple arguments) {
        tables.counting.hold(transaction);
        return Answer.ofRow(LOCKED, "");
    }

    private static Answer excludeHandingAllBack(Tables tables, OpenTransaction transaction, Tuple arguments) {
        tables.handingAllBack.hold(transaction);
        return Answer.ofRow(LOCKED, "");
    }

    private static Answer close(Tables tables, OpenTransaction transaction, Tuple arguments) {
        Path path = tables.path(transaction);
        Object era = arguments.getValue(1);
        return change(
                tables,
                transaction,
                path.closed(Arguments.text(arguments, 0), era == null ? path.era() : ((Number) era).longValue()));
    }

    private static Answer beginClosing(Tables tables, OpenTransaction transaction, Tuple arguments) {
        Path path = tables.path(transaction);
        long era = (Long) arguments.getValue(0);
        return path.closingEra() < era
                ? change(tables, transaction, path.closing(era, Arguments.text(arguments, 1)))
                : Answer.changed(0);
    }

    private static Answer allAreHandedBackAgain(Tables tables, OpenTransaction transaction, Tuple arguments) {
        Path path = tables.path(transaction);
        return path.closingEra() == (Long) arguments.getValue(0)
                ? change(tables, transaction, path.withAllAgain())
                : Answer.changed(0);
    }
}
