package io.footfall.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * The storage of one row: the committed version, the version written by the transaction that holds the lock, and the
 * lock holders.
 *
 * @param <V> the row
 */
final class RowSlot<V> {

    private record LockOfRow(RowSlot<?> slot, RowLock lock) implements Awaited {

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

    /** Creates an empty slot. {@code whenEmpty} runs when a transaction ends and leaves the slot empty. */
    RowSlot(Runnable whenEmpty) {
        this.whenEmpty = whenEmpty;
    }

    V committed() {
        return committed;
    }

    /** Returns the row that is visible to the transaction. Null where none is. */
    V seenBy(OpenTransaction transaction) {
        return isChanged && owner == transaction ? written : committed;
    }

    /**
     * Waits, before an insert, for another transaction that inserts, changes or deletes the same row, because its
     * outcome decides whether the insert conflicts.
     */
    void awaitOthersChange(OpenTransaction transaction) {
        if (owner != null && owner != transaction && (isChanged || committed == null)) {
            throw new LockUnavailableException(new LockOfRow(this, RowLock.UPDATE));
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

    /**
     * Locks the row until the transaction ends. Throws {@link LockUnavailableException} where another transaction holds a conflicting
     * lock.
     */
    void lock(OpenTransaction transaction, RowLock lock) {
        if (!isFreeFor(transaction, lock)) {
            throw new LockUnavailableException(new LockOfRow(this, lock));
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

    /** Writes the row; null deletes it. The transaction has to hold the lock. */
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

    /** Ends the transaction's use of this row: applies its change where it commits, and releases its locks. */
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
