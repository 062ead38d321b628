package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import io.footfall.simulation.StoredRows.StoredSalt;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The statements for the salts of dedup windows. */
final class SaltStatements {

    private static final List<String> SALT = List.of("salt");
    private static final List<String> HELD = List.of("window_label", "salt", "held_until");

    private SaltStatements() {}

    static Map<String, Statement> all() {
        return Map.of(
                """
                insert into view_salts as held (window_label, salt, held_until) values ($1, $2, $3)
                on conflict (window_label) do update set held_until = greatest(held.held_until, excluded.held_until)
                returning salt
                """,
                SaltStatements::offer,
                "update view_salts set salt = $2 where window_label = $1",
                SaltStatements::replace,
                "select window_label, salt, held_until from view_salts where held_until > $1",
                SaltStatements::held,
                "delete from view_salts where held_until < now()",
                SaltStatements::prune);
    }

    private static Answer offer(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String window = Arguments.text(arguments, 0);
        StoredSalt offered = new StoredSalt(Arguments.text(arguments, 1), Arguments.time(arguments, 2));
        if (tables.viewSalts.insertIfNew(transaction, window, offered)) {
            return Answer.ofRow(SALT, offered.salt());
        }
        StoredSalt held = tables.viewSalts.see(transaction, window);
        OffsetDateTime later = held.heldUntil().isBefore(offered.heldUntil()) ? offered.heldUntil() : held.heldUntil();
        tables.viewSalts.update(transaction, window, new StoredSalt(held.salt(), later));
        return Answer.ofRow(SALT, held.salt());
    }

    private static Answer replace(Tables tables, OpenTransaction transaction, Tuple arguments) {
        String window = Arguments.text(arguments, 0);
        StoredSalt held = tables.viewSalts.see(transaction, window);
        if (held == null) {
            return Answer.changed(0);
        }
        StoredSalt other = new StoredSalt(Arguments.text(arguments, 1), held.heldUntil());
        tables.viewSalts.update(transaction, window, other);
        return Answer.changed(1);
    }

    private static Answer held(Tables tables, OpenTransaction transaction, Tuple arguments) {
        OffsetDateTime now = Arguments.time(arguments, 0);
        List<Object[]> rows = new ArrayList<>();
        tables.viewSalts.each(transaction, (window, held) -> {
            if (held.heldUntil().isAfter(now)) {
                rows.add(new Object[] {window, held.salt(), held.heldUntil()});
            }
        });
        return Answer.of(HELD, rows);
    }

    private static Answer prune(Tables tables, OpenTransaction transaction, Tuple arguments) {
        int[] pruned = {0};
        tables.viewSalts.each(transaction, (window, held) -> {
            if (held.heldUntil().isBefore(transaction.now())) {
                tables.viewSalts.delete(transaction, window);
                pruned[0]++;
            }
        });
        return Answer.changed(pruned[0]);
    }
}
