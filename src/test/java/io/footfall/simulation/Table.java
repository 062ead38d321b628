package io.footfall.simulation;

import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * A table, indexed by its primary key.
 *
 * @param <K> the primary key
 * @param <V> the other columns of a row
 */
final class Table<K, V> {

    private final String key;
    private final Map<K, RowSlot<V>> slots;

    /**
     * Creates an empty table. {@code key} is the name of its unique constraint; the map defines the order of the rows.
     */
    Table(String key, Map<K, RowSlot<V>> slots) {
        this.key = key;
        this.slots = slots;
    }

    /** Returns the row that is visible to the transaction. Null where none is. */
    V see(OpenTransaction transaction, K id) {
        RowSlot<V> rowSlot = slots.get(id);
        return rowSlot == null ? null : rowSlot.seenBy(transaction);
    }

    V committed(K id) {
        RowSlot<V> rowSlot = slots.get(id);
        return rowSlot == null ? null : rowSlot.committed();
    }

    /** Calls {@code look} for each row that is visible to the transaction. */
    void each(OpenTransaction transaction, BiConsumer<K, V> look) {
        for (Map.Entry<K, RowSlot<V>> entry : slots.entrySet()) {
            V row = entry.getValue().seenBy(transaction);
            if (row != null) {
                look.accept(entry.getKey(), row);
            }
        }
    }

    /** Calls {@code look} for each visible row from a key on, until it returns false. The table must be sorted. */
    void eachFrom(OpenTransaction transaction, K first, BiPredicate<K, V> look) {
        for (Map.Entry<K, RowSlot<V>> entry :
                ((NavigableMap<K, RowSlot<V>>) slots).tailMap(first, true).entrySet()) {
            V row = entry.getValue().seenBy(transaction);
            if (row != null && !look.test(entry.getKey(), row)) {
                return;
            }
        }
    }

    void eachCommitted(BiConsumer<K, V> look) {
        slots.forEach((id, rowSlot) -> {
            if (rowSlot.committed() != null) {
                look.accept(id, rowSlot.committed());
            }
        });
    }

    /** Locks a row that is visible to the transaction. */
    void lock(OpenTransaction transaction, K id, RowLock lock) {
        slots.get(id).lock(transaction, lock);
    }

    /** Whether a row that is visible to the transaction can be locked without waiting. */
    boolean isFree(OpenTransaction transaction, K id, RowLock lock) {
        return slots.get(id).isFreeFor(transaction, lock);
    }

    /** Updates a row that is visible to the transaction. */
    void update(OpenTransaction transaction, K id, V row) {
        RowSlot<V> rowSlot = slots.get(id);
        rowSlot.lock(transaction, RowLock.NO_KEY_UPDATE);
        rowSlot.write(transaction, row);
    }

    /** Deletes a row that is visible to the transaction. */
    void delete(OpenTransaction transaction, K id) {
        RowSlot<V> rowSlot = slots.get(id);
        rowSlot.lock(transaction, RowLock.UPDATE);
        rowSlot.write(transaction, null);
    }

    /**
     * Returns the row that an insert would conflict with, null where there is none. Waits for a transaction that is
     * about to change that row.
     */
    V conflicting(OpenTransaction transaction, K id) {
        RowSlot<V> rowSlot = slots.get(id);
        if (rowSlot == null) {
            return null;
        }
        rowSlot.awaitOthersChange(transaction);
        return rowSlot.seenBy(transaction);
    }

    /** Inserts a row unless one exists. Returns whether it was inserted. */
    boolean insertIfNew(OpenTransaction transaction, K id, V row) {
        if (conflicting(transaction, id) != null) {
            return false;
        }
        RowSlot<V> rowSlot = slots.computeIfAbsent(id, this::emptySlot);
        rowSlot.lock(transaction, RowLock.UPDATE);
        rowSlot.write(transaction, row);
        return true;
    }

    /** Inserts a row. Fails with a unique violation where one exists. */
    void insert(OpenTransaction transaction, K id, V row) {
        if (!insertIfNew(transaction, id, row)) {
            throw PostgresErrors.uniqueViolation(key, id);
        }
    }

    private RowSlot<V> emptySlot(K id) {
        return new RowSlot<>(() -> slots.remove(id));
    }
}
