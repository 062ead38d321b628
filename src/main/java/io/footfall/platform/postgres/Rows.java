package io.footfall.platform.postgres;

import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Converts rows of results to objects. */
public final class Rows {

    private Rows() {}

    /**
     * Converts all rows to a list.
     *
     * @param rows the rows
     * @param of converts one row
     * @param <T> type of the objects
     * @return the objects in the order of the rows
     */
    public static <T> List<T> all(RowSet<Row> rows, Function<Row, T> of) {
        return StreamSupport.stream(rows.spliterator(), false).map(of).toList();
    }

    /**
     * Converts all rows to a map.
     *
     * @param rows the rows
     * @param key converts a row to its key; keys must be distinct
     * @param value converts a row to its value
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the map
     * @throws IllegalStateException if two rows have the same key
     */
    public static <K, V> Map<K, V> map(RowSet<Row> rows, Function<Row, K> key, Function<Row, V> value) {
        return StreamSupport.stream(rows.spliterator(), false).collect(Collectors.toMap(key, value));
    }

    /**
     * Converts the first row.
     *
     * @param rows the rows
     * @param of converts one row
     * @param <T> type of the object
     * @return the object; empty if there is no row
     */
    public static <T> Optional<T> first(RowSet<Row> rows, Function<Row, T> of) {
        return rows.size() == 0
                ? Optional.empty()
                : Optional.of(of.apply(rows.iterator().next()));
    }
}
