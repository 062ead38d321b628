package io.footfall.simulation;

import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * A table by its primary key.
 *
 * @param <K> the key
 * @param <V> the rest of a row
 */
final class Table<K, V> {

    private final String key;
    private final Map<K, Slot<V>> slots;

    /** An empty one; key is the name of its unique constraint, and rows come in the order of the map. */
    Table(String key, Map<K, Slot<V>> slots) {
        this.key = key;
        this.slots = slots;
    }

    /** The row as a transaction sees it; null where there is none for it. */
    V see(OpenTransaction transaction, K id) {
        Slot<V> slot = slots.get(id);
        return slot == null ? null : slot.seenBy(transaction);
    }

    V committed(K id) {
        Slot<V> slot = slots.get(id);
        return slot == null ? null : slot.committed();
    }

    /** Looks at all rows that a transaction sees. */
    void each(OpenTransaction transaction, BiConsumer<K, V> look) {
        for (Map.Entry<K, Slot<V>> entry : slots.entrySet()) {
            V row = entry.getValue().seenBy(transaction);
            if (row != null) {
                look.accept(entry.getKey(), row);
            }
        }
    }

    /** Looks at rows from a key on, for as long as that is wanted. Of a table in order. */
    void eachFrom(OpenTransaction transaction, K first, BiPredicate<K, V> look) {
        for (Map.Entry<K, Slot<V>> entry :
                ((NavigableMap<K, Slot<V>>) slots).tailMap(first, true).entrySet()) {
            V row = entry.getValue().seenBy(transaction);
            if (row != null && !look.test(entry.getKey(), row)) {
                return;
            }
        }
    }

    void eachCommitted(BiConsumer<K, V> look) {
        slots.forEach((id, slot) -> {
            if (slot.committed() != null) {
                look.accept(id, slot.committed());
            }
        });
    }

    /** Locks a row that the transaction sees. */
    void lock(OpenTransaction transaction, K id, RowLock lock) {
        slots.get(id).lock(transaction, lock);
    }

    /** Whether a row that the transaction sees can be locked at once. */
    boolean isFree(OpenTransaction transaction, K id, RowLock lock) {
        return slots.get(id).isFreeFor(transaction, lock);
    }

    /** Changes a row that the transaction sees. */
    void update(OpenTransaction transaction, K id, V row) {
        Slot<V> slot = slots.get(id);
        slot.lock(transaction, RowLock.NO_KEY_UPDATE);
        slot.write(transaction, row);
    }

    /** Deletes a row that the transaction sees. */
    void delete(OpenTransaction transaction, K id) {
        Slot<V> slot = slots.get(id);
        slot.lock(transaction, RowLock.UPDATE);
        slot.write(transaction, null);
    }

    /** The row that an insert would meet, null where there is none; waits for whoever is about to change that. */
    V conflicting(OpenTransaction transaction, K id) {
        Slot<V> slot = slots.get(id);
        if (slot == null) {
            return null;
        }
        slot.awaitOthersChange(transaction);
        return slot.seenBy(transaction);
    }

    /** Inserts a row where there is none, and answers whether there was none. */
    boolean insertIfNew(OpenTransaction transaction, K id, V row) {
        if (conflicting(transaction, id) != null) {
            return false;
        }
        Slot<V> slot = slots.computeIfAbsent(id, this::emptySlot);
        slot.lock(transaction, RowLock.UPDATE);
        slot.write(transaction, row);
        return true;
    }

    /** Inserts a row; fails where there is one. */
    void insert(OpenTransaction transaction, K id, V row) {
        if (!insertIfNew(transaction, id, row)) {
            throw PostgresErrors.uniqueViolation(key, id);
        }
    }

    private Slot<V> emptySlot(K id) {
        return new Slot<>(() -> slots.remove(id));
    }
}
