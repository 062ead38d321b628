package io.footfall.simulation;

import io.footfall.simulation.PostgresModel.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the model of an SQL text. Texts that differ only in white space are the same. */
final class Statements {

    /** Statements that set a timeout, which have no effect here: the transport decides how long a statement waits. */
    private static final List<String> TIME_OUTS = List.of("select set_config(", "set local ");

    private static final List<String> SET_CONFIG = List.of("set_config");

    private static final Map<String, Statement> KNOWN = new HashMap<>();
    private static final Map<String, Statement> FOUND = new ConcurrentHashMap<>();

    static {
        Map<String, Statement> all = new HashMap<>();
        all.putAll(CatalogStatements.all());
        all.putAll(LookUpStatements.all());
        all.putAll(CountStatements.all());
        all.putAll(LedgerStatements.all());
        all.putAll(TransferStatements.all());
        all.putAll(PathStatements.all());
        all.putAll(EraStatements.all());
        all.putAll(RevokedCallStatements.all());
        all.putAll(ViewerStatements.all());
        all.putAll(SaltStatements.all());
        all.forEach((text, statement) -> KNOWN.put(inOneLine(text), statement));
    }

    private Statements() {}

    static Statement of(String sql) {
        Statement known = FOUND.get(sql);
        return known != null ? known : FOUND.computeIfAbsent(sql, Statements::find);
    }

    private static Statement find(String sql) {
        String text = inOneLine(sql);
        Statement known = KNOWN.get(text);
        if (known != null) {
            return known;
        }
        if (TIME_OUTS.stream().anyMatch(text::startsWith)) {
            return (tables, transaction, arguments) -> Answer.ofRow(SET_CONFIG, "");
        }
        throw new IllegalStateException("the model of Postgres does not know: " + text);
    }

    private static String inOneLine(String sql) {
        return sql.strip().replaceAll("\\s+", " ");
    }
}
