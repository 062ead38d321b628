package io.footfall.simulation;

import io.vertx.sqlclient.PropertyKind;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowIterator;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.desc.ColumnDescriptor;
import java.util.Iterator;
import java.util.List;

/**
 * The result of a statement.
 *
 * @param answer the result for one tuple
 * @param next the result for the next tuple, null where there is none
 */
record RowSetModel(PostgresModel.Answer answer, RowSet<Row> next) implements RowSet<Row> {

    static RowSet<Row> of(List<PostgresModel.Answer> answers) {
        RowSet<Row> next = null;
        for (int i = answers.size() - 1; i >= 0; i--) {
            next = new RowSetModel(answers.get(i), next);
        }
        return next;
    }

    @Override
    public RowIterator<Row> iterator() {
        Iterator<Object[]> rows = answer.rows().iterator();
        return new RowIterator<>() {

            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Row next() {
                return new RowModel(answer.columns(), rows.next());
            }
        };
    }

    @Override
    public int rowCount() {
        return answer.rowCount();
    }

    @Override
    public int size() {
        return answer.rows().size();
    }

    @Override
    public List<String> columnsNames() {
        return answer.columns();
    }

    @Override
    public RowSet<Row> value() {
        return this;
    }

    @Override
    public List<ColumnDescriptor> columnDescriptors() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V> V property(PropertyKind<V> kind) {
        throw new UnsupportedOperationException();
    }
}
