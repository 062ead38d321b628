package io.footfall.simulation;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.impl.ArrayTuple;
import java.util.Arrays;
import java.util.List;

/** A row of a result. */
final class RowModel extends ArrayTuple implements Row {

    private final List<String> columns;

    RowModel(List<String> columns, Object[] values) {
        super(Arrays.asList(values));
        this.columns = columns;
    }

    @Override
    public String getColumnName(int place) {
        return place < 0 || place >= columns.size() ? null : columns.get(place);
    }

    @Override
    public int getColumnIndex(String column) {
        return columns.indexOf(column);
    }
}
