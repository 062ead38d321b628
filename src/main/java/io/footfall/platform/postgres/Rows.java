package io.footfall.platform.postgres;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Turns what Postgres answers into what it stands for. */
public final class Rows {

    private Rows() {}

    /**
     * Turns each row into something.
     *
     * @param rows the answer
     * @param of turns one
     * @param <T> what it stands for
     * @return all of them, in order
     */
    public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> of) {
        return StreamSupport.stream(rows.spliterator(), false).map(of).toList();
    }

    /**
     * Turns each row into an entry.
     *
     * @param rows the answer
     * @param key of a row; of no two the same
     * @param value of a row
     * @param <K> what it is found by
     * @param <V> what it stands for
     * @return all of them
     */
    public static <K, V> Map<K, V> map(RowSet<Row> rows, Function<Row, K> key, Function<Row, V> value) {
        return StreamSupport.stream(rows.spliterator(), false).collect(Collectors.toMap(key, value));
    }

    /**
     * Turns the first row into something.
     *
     * @param rows the answer
     * @param of turns one
     * @param <T> what it stands for
     * @return empty where there is no row
     */
    public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> of) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(of.apply(rows.iterator().next()));
    }
}
