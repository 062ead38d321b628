package io.footfall.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * The place of a row: what is committed, what the transaction that holds its lock has written, and who holds it.
 *
 * @param <V> the row
 */
final class Slot<V> {

    private record LockOfRow(Slot<?> slot, RowLock lock) implements Awaited {

        @Override
        public List<OpenTransaction> hinderers(OpenTransaction waiting) {
            return slot.hinderers(waiting, lock);
        }
    }

    private final Runnable whenEmpty;
    private V committed;
    private V written;
    private boolean isChanged;
    private OpenTransaction owner;
    private boolean isKeyLocked;
    private final List<OpenTransaction> referrers = new ArrayList<>(0);

    /** An empty one; whenEmpty is run when a transaction leaves it so. */
    Slot(Runnable whenEmpty) {
        this.whenEmpty = whenEmpty;
    }

    V committed() {
        return committed;
    }

    /** The row as a transaction sees it; null where there is none for it. */
    V seenBy(OpenTransaction transaction) {
        return isChanged && owner == transaction ? written : committed;
    }

    /** Whether a row may be inserted: whoever inserts the same one, changes or deletes it decides first. */
    void awaitOthersChange(OpenTransaction transaction) {
        if (owner != null && owner != transaction && (isChanged || committed == null)) {
            throw new MustWait(new LockOfRow(this, RowLock.UPDATE));
        }
    }

    boolean isFreeFor(OpenTransaction transaction, RowLock lock) {
        if (owner != null && owner != transaction && (lock != RowLock.KEY_SHARE || isKeyLocked)) {
            return false;
        }
        if (lock == RowLock.UPDATE) {
            for (int i = 0; i < referrers.size(); i++) {
                if (referrers.get(i) != transaction) {
                    return false;
                }
            }
        }
        return true;
    }

    private List<OpenTransaction> hinderers(OpenTransaction waiting, RowLock lock) {
        List<OpenTransaction> all = new ArrayList<>();
        if (owner != null && owner != waiting && (lock != RowLock.KEY_SHARE || isKeyLocked)) {
            all.add(owner);
        }
        if (lock == RowLock.UPDATE) {
            referrers.stream().filter(each -> each != waiting).forEach(all::add);
        }
        return all;
    }

    /** Locks it until the transaction ends; fails with {@link MustWait} where another one holds it. */
    void lock(OpenTransaction transaction, RowLock lock) {
        if (!isFreeFor(transaction, lock)) {
            throw new MustWait(new LockOfRow(this, lock));
        }
        if (lock == RowLock.KEY_SHARE) {
            if (!referrers.contains(transaction)) {
                referrers.add(transaction);
                transaction.holds(this);
            }
            return;
        }
        if (owner == null) {
            owner = transaction;
            transaction.holds(this);
        }
        isKeyLocked |= lock == RowLock.UPDATE;
    }

    /** Writes a row, or deletes it where it is null. Its lock is held. */
    void write(OpenTransaction transaction, V row) {
        V before = written;
        boolean wasChanged = isChanged;
        transaction.undoBy(() -> {
            written = before;
            isChanged = wasChanged;
        });
        written = row;
        isChanged = true;
    }

    /** The transaction is over. */
    void release(OpenTransaction transaction, boolean isCommitted) {
        if (owner == transaction) {
            if (isChanged && isCommitted) {
                committed = written;
            }
            written = null;
            isChanged = false;
            isKeyLocked = false;
            owner = null;
        }
        if (!referrers.isEmpty()) {
            referrers.remove(transaction);
        }
        if (committed == null && owner == null && referrers.isEmpty()) {
            whenEmpty.run();
        }
    }
}
