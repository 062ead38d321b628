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
 * Postgres as counting uses it, in memory: the tables of the migrations but for those of the history, and the statements that the service sends for
 * them, with the functions and triggers that these imply. READ COMMITTED; locks of rows and advisory locks are held until a transaction ends. Of one
 * thread.
 *
 * <p>A statement that the model does not know is an {@link IllegalStateException}.
 */
public final class PostgresModel {

    /**
     * What a statement answers.
     *
     * @param columns names of the columns; empty where nothing is returned
     * @param rows values as the client of Vert.x decodes them
     * @param rowCount how many rows were returned or changed
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
     * A Postgres as the migrations leave it.
     *
     * @param clock what {@code now()} answers, in microseconds
     */
    public PostgresModel(InstantSource clock) {
        this.clock = clock;
        OpenTransaction migration = new OpenTransaction(null, null);
        tables.fill(migration);
        migration.end(true);
    }

    /**
     * A connection.
     *
     * @return a session that is in no transaction
     */
    public Session connect() {
        return new Session();
    }

    /**
     * The sessions whose statement waits for a lock. Whenever a transaction has ended their statements are to be tried again, in this order.
     *
     * @return those that came first, first
     */
    public List<Session> waits() {
        return waits.inOrder();
    }

    /** A connection. In PostgreSQL's words a session; each statement outside a transaction is one of its own. */
    public final class Session {

        private OpenTransaction transaction;
        private boolean isExplicit;
        private boolean isFailed;
        private boolean isClosed;
        private List<Answer> answers = new ArrayList<>(1);

        private Session() {}

        /**
         * Executes one statement, or the same one for each tuple, all or nothing.
         *
         * @param sql the text, as the service sends it
         * @param tuples the arguments of each execution; one that is empty for a statement without
         * @return an answer for each tuple. Empty where it has to wait for a lock that another session holds: nothing was done that others see, locks
         *     that it has got meanwhile it keeps, and the same call is to be made again later
         * @throws PgException as Postgres would answer: 23505, 23503, 25P02, and 40P01 where it would wait for itself. The transaction has failed then
         * @throws IllegalStateException where the model does not know the statement
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
            } catch (MustWait wait) {
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
         * The statement waits no longer, as when {@code lock_timeout} is over: its transaction has failed.
         *
         * @return 55P03, with which the statement is answered
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
         * @throws PgException 25P02 where it has failed: it is rolled back then
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

        /** Undoes the transaction, where there is one; its statement waits no longer. */
        public void rollback() {
            requireOpen();
            statementIsOver();
            end(false);
        }

        /**
         * Whether {@link #begin()} was called, and neither {@link #commit()} nor {@link #rollback()} since.
         *
         * @return true of a transaction that has failed too
         */
        public boolean inTransaction() {
            return isExplicit;
        }

        /**
         * Whether a statement waits for a lock.
         *
         * @return true until it was tried again with success, or given up
         */
        public boolean isWaiting() {
            return waits.contains(this);
        }

        /** The client is gone: what was not committed is undone. */
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

        /** Its locks are free at once, before the client says that it is over. */
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
     * What is committed, for comparisons. Times that Postgres took from its clock are left out.
     *
     * @return the rows of each table, sorted
     */
    public SortedMap<String, List<String>> dump() {
        return Dump.of(tables);
    }

    /**
     * How many views are committed.
     *
     * @param field names an incarnation, as {@code s:id} or {@code c:id@1}
     * @return -1 where there is no such item, or another incarnation
     */
    public long views(String field) {
        Item item = ItemNames.tableOf(tables, field).committed(ItemNames.idOf(field));
        return item == null || item.incarnation() != ItemNames.incarnationOf(field) ? -1 : item.reads();
    }

    /**
     * What {@code views_lost()} answers of what is committed.
     *
     * @return views, not less than none
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
     * How many calls are to be undone in Redis, as committed.
     *
     * @return the rows of {@code revoked_calls}
     */
    public int revokedCalls() {
        AtomicInteger calls = new AtomicInteger();
        tables.revokedCalls.eachCommitted((key, call) -> calls.incrementAndGet());
        return calls.get();
    }

    /**
     * How many deleted incarnations of an item Redis may hold, as committed.
     *
     * @param item {@code s:id} or {@code c:id}
     * @return the rows of {@code deleted_items} that are not removed
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
     * Which incarnation of an item there is, as committed.
     *
     * @param item {@code s:id} or {@code c:id}
     * @return null where there is none
     */
    public Integer incarnation(String item) {
        Item found = ItemNames.tableOf(tables, item).committed(ItemNames.idOf(item));
        return found == null ? null : found.incarnation();
    }

    /**
     * What decides in which partition an item lies, as committed.
     *
     * @param item {@code s:id} or {@code c:id}
     * @return an id; null where there is no such item
     */
    public String home(String item) {
        Item found = ItemNames.tableOf(tables, item).committed(ItemNames.idOf(item));
        return found == null ? null : found.home();
    }
}
