package io.footfall.simulation;

import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A transaction that is not over: what it holds, and how its last statement is undone. */
final class OpenTransaction {

    private final PostgresModel.Session session;
    private final OffsetDateTime now;
    private final List<Slot<?>> slots = new ArrayList<>();
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

    /** When it began. */
    OffsetDateTime now() {
        return now;
    }

    void holds(Slot<?> slot) {
        slots.add(slot);
    }

    void holds(AdvisoryLock lock) {
        locks.add(lock);
    }

    void undoBy(Runnable undo) {
        undos.add(undo);
    }

    /**
     * What a statement has read before it had to wait, and does not read anew: Postgres takes the rows that it waited for as they are then, and all
     * others as they were when the statement began.
     */
    @SuppressWarnings("unchecked")
    <T> T asOfTheBeginning(Supplier<T> reading) {
        if (remembered == null) {
            remembered = reading.get();
        }
        return (T) remembered;
    }

    /** A statement is done. */
    void proceed() {
        undos.clear();
        remembered = null;
    }

    /** The statement has to wait: it has changed nothing, and holds what it has locked. */
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
