package io.footfall.simulation;

import io.footfall.simulation.StoredRows.Item;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An in-memory model of Postgres, as far as counting uses it: the tables of the migrations except those of the view
 * history, the statements that the service sends for them, and the functions and triggers that these statements run.
 * The isolation level is READ COMMITTED; row locks and advisory locks are held until the transaction ends. Not
 * thread-safe.
 *
 * <p>A statement that the model does not support throws {@link IllegalStateException}.
 */
public final class PostgresModel {

    /**
     * The result of a statement.
     *
     * @param columns names of the columns; empty where the statement returns no rows
     * @param rows values as the Vert.x client decodes them
     * @param rowCount the number of rows that were returned or changed
     */
    public record Answer(List<String> columns, List<Object[]> rows, int rowCount) {

        static Answer of(List<String> columns, List<Object[]> rows) {
            return new Answer(columns, rows, rows.size());
        }

        static Answer ofRow(List<String> columns, Object... row) {
            return new Answer(columns, List.<Object[]>of(row), 1);
        }

        static Answer changed(int rows) {
            return new Answer(List.of(), List.of(), rows);
        }
    }

    private final InstantSource clock;
    private final WaitingSessions waits = new WaitingSessions();
    private final Tables tables = new Tables(waits);

    /**
     * Creates a database in the state after the migrations.
     *
     * @param clock the source of {@code now()}, which has microseconds
     */
    public PostgresModel(InstantSource clock) {
        this.clock = clock;
        OpenTransaction migration = new OpenTransaction(null, null);
        tables.fill(migration);
        migration.end(true);
    }

    /**
     * Opens a connection.
     *
     * @return a session without an open transaction
     */
    public Session connect() {
        return new Session();
    }

    /**
     * Returns the sessions whose statement waits for a lock. Whenever a transaction ends, the caller has to retry their
     * statements, in this order.
     *
     * @return the sessions, ordered by the start of their wait
     */
    public List<Session> waits() {
        return waits.inOrder();
    }

    /**
     * A connection, which PostgreSQL calls a session. A statement outside a transaction block is a transaction of its
     * own.
     */
    public final class Session {

        private OpenTransaction transaction;
        private boolean isExplicit;
        private boolean isFailed;
        private boolean isClosed;
        private List<Answer> answers = new ArrayList<>(1);

        private Session() {}

        /**
         * Executes one statement, or the same statement for each tuple, all or nothing.
         *
         * @param sql the text, as the service sends it
         * @param tuples the arguments of each execution; one empty tuple for a statement without arguments
         * @return one result for each tuple. Empty where the statement has to wait for a lock that another session
         *     holds: then nothing visible to other sessions was done, the locks acquired so far are kept, and the
         *     caller has to make the same call again later
         * @throws PgException as Postgres would answer: 23505, 23503, 25P02, or 40P01 where the wait would be a
         *     deadlock. The transaction has failed then
         * @throws IllegalStateException where the model does not support the statement
         */
        public Optional<List<Answer>> execute(String sql, List<Tuple> tuples) {
            requireOpen();
            if (isFailed) {
                throw PostgresErrors.failedTransaction();
            }
            if (transaction == null) {
                transaction = new OpenTransaction(this, now());
            }
            try {
                Statement statement = Statements.of(sql);
                while (answers.size() < tuples.size()) {
                    answers.add(statement.run(tables, transaction, tuples.get(answers.size())));
                    transaction.proceed();
                }
            } catch (LockUnavailableException wait) {
                transaction.undoStatement();
                waits.add(this, wait.awaited());
                if (waits.isCircle(transaction)) {
                    abort();
                    throw PostgresErrors.deadlock();
                }
                return Optional.empty();
            } catch (RuntimeException e) {
                abort();
                throw e;
            }
            List<Answer> all = answers;
            statementIsOver();
            if (!isExplicit) {
                end(true);
            }
            return Optional.of(all);
        }

        /**
         * Cancels the waiting statement, as Postgres does after {@code lock_timeout}. The transaction has failed then.
         *
         * @return the error 55P03, which answers the statement
         */
        public PgException giveUp() {
            if (!isWaiting()) {
                throw new IllegalStateException("no statement waits");
            }
            abort();
            return PostgresErrors.lockTimeout();
        }

        /** Begins a transaction. */
        public void begin() {
            requireOpen();
            if (inTransaction() || isWaiting()) {
                throw new IllegalStateException("a transaction is open");
            }
            transaction = new OpenTransaction(this, now());
            isExplicit = true;
        }

        /**
         * Commits the transaction.
         *
         * @throws PgException 25P02 where the transaction has failed: it is rolled back instead
         */
        public void commit() {
            requireOpen();
            if (!inTransaction() || isWaiting()) {
                throw new IllegalStateException("no transaction that could be committed");
            }
            boolean hasFailed = isFailed;
            end(true);
            if (hasFailed) {
                throw PostgresErrors.failedTransaction();
            }
        }

        /** Rolls the transaction back, where one is open, and cancels its waiting statement. */
        public void rollback() {
            requireOpen();
            statementIsOver();
            end(false);
        }

        /**
         * Whether a transaction block is open: {@link #begin()} was called, and neither {@link #commit()} nor
         * {@link #rollback()} since.
         *
         * @return true also where the transaction has failed
         */
        public boolean inTransaction() {
            return isExplicit;
        }

        /**
         * Whether a statement waits for a lock.
         *
         * @return true until the statement succeeds or is cancelled
         */
        public boolean isWaiting() {
            return waits.contains(this);
        }

        /** Closes the connection, and rolls back what was not committed. */
        public void close() {
            if (!isClosed) {
                rollback();
                isClosed = true;
            }
        }

        OpenTransaction transaction() {
            return transaction;
        }

        private void requireOpen() {
            if (isClosed) {
                throw new IllegalStateException("the session is closed");
            }
        }

        private void statementIsOver() {
            answers = new ArrayList<>(1);
            waits.remove(this);
        }

        /**
         * Aborts the transaction after an error. Its locks are released immediately, before the client sends the
         * rollback.
         */
        private void abort() {
            statementIsOver();
            boolean wasExplicit = isExplicit;
            end(false);
            isExplicit = wasExplicit;
            isFailed = wasExplicit;
        }

        private void end(boolean isCommitted) {
            if (transaction != null) {
                transaction.end(isCommitted);
                transaction = null;
            }
            isExplicit = false;
            isFailed = false;
        }
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /**
     * Returns the committed rows, for comparisons. Times that Postgres took from its own clock are left out.
     *
     * @return the rows of each table, sorted
     */
    public SortedMap<String, List<String>> dump() {
        return Dump.of(tables);
    }

    /**
     * Returns the committed number of views of an item.
     *
     * @param field the name of an incarnation, such as {@code s:id} or {@code c:id@1}
     * @return -1 where the item does not exist, or has another incarnation
     */
    public long views(String field) {
        Item item = ItemNames.tableOf(tables, field).committed(ItemNames.idOf(field));
        return item == null || item.incarnation() != ItemNames.incarnationOf(field) ? -1 : item.reads();
    }

    /**
     * Returns what {@code views_lost()} computes from the committed rows.
     *
     * @return the number of lost views, at least 0
     */
    public long lost() {
        return EraSums.lost(tables, null);
    }

    /**
     * Whether views may be counted in Postgres, as committed.
     *
     * @return {@code view_path.database_open}
     */
    public boolean databaseOpen() {
        return tables.viewPath.committed(Tables.ONLY_ROW).databaseOpen();
    }

    /**
     * Returns the committed number of calls that still have to be undone in Redis.
     *
     * @return the number of rows in {@code revoked_calls}
     */
    public int revokedCalls() {
        AtomicInteger calls = new AtomicInteger();
        tables.revokedCalls.eachCommitted((key, call) -> calls.incrementAndGet());
        return calls.get();
    }

    /**
     * Returns the committed number of deleted incarnations of an item that may still be stored in Redis.
     *
     * @param item {@code s:id} or {@code c:id}
     * @return the number of the item's rows in {@code deleted_items} that are not marked as removed
     */
    public int notRemoved(String item) {
        AtomicInteger all = new AtomicInteger();
        tables.deletedItems.eachCommitted((key, deleted) -> {
            if (key.item().equals(item) && !deleted.removed()) {
                all.incrementAndGet();
            }
        });
        return all.get();
    }

    /**
     * Returns the committed incarnation of an item.
     *
     * @param item {@code s:id} or {@code c:id}
     * @return null where the item does not exist
     */
    public Integer incarnation(String item) {
        Item found = ItemNames.tableOf(tables, item).committed(ItemNames.idOf(item));
        return found == null ? null : found.incarnation();
    }

    /**
     * Returns the committed home of an item, the id that decides in which partition the item is stored.
     *
     * @param item {@code s:id} or {@code c:id}
     * @return an id; null where the item does not exist
     */
    public String home(String item) {
        Item found = ItemNames.tableOf(tables, item).committed(ItemNames.idOf(item));
        return found == null ? null : found.home();
    }
}
