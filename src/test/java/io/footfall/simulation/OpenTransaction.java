package io.footfall.simulation;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A transaction that has not ended: the locks that it holds, and how its current statement is undone. */
final class OpenTransaction {

    private final PostgresModel.Session session;
    private final OffsetDateTime now;
    private final List<RowSlot<?>> slots = new ArrayList<>();
    private final List<AdvisoryLock> locks = new ArrayList<>(1);
    private final List<Runnable> undos = new ArrayList<>();
    private Object remembered;

    OpenTransaction(PostgresModel.Session session, OffsetDateTime now) {
        this.session = session;
        this.now = now;
    }

    PostgresModel.Session session() {
        return session;
    }

    /** When the transaction began: what {@code now()} returns in it. */
    OffsetDateTime now() {
        return now;
    }

    void holds(RowSlot<?> rowSlot) {
        slots.add(rowSlot);
    }

    void holds(AdvisoryLock lock) {
        locks.add(lock);
    }

    void undoBy(Runnable undo) {
        undos.add(undo);
    }

    /**
     * Returns what the current statement read when it began, also where the statement had to wait for a lock and runs
     * again. In READ COMMITTED, Postgres reads a row again after it waited for its lock, but sees all other rows as of
     * the start of the statement.
     */
    @SuppressWarnings("unchecked")
    <T> T asOfTheBeginning(Supplier<T> reading) {
        if (remembered == null) {
            remembered = reading.get();
        }
        return (T) remembered;
    }

    /** Ends the current statement, which succeeded. */
    void proceed() {
        undos.clear();
        remembered = null;
    }

    /** Undoes the changes of the current statement, because it has to wait for a lock. Its locks are kept. */
    void undoStatement() {
        for (int i = undos.size() - 1; i >= 0; i--) {
            undos.get(i).run();
        }
        undos.clear();
    }

    void end(boolean isCommitted) {
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).release(this, isCommitted);
        }
        for (int i = 0; i < locks.size(); i++) {
            locks.get(i).release(this);
        }
    }
}
