package io.footfall.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An advisory lock of Postgres. A transaction holds it, shared or exclusively, until the transaction ends. Requests are
 * granted in the order in which they arrive, as in Postgres: a shared request waits behind an exclusive request that
 * waits already.
 */
final class AdvisoryLock {

    private record Request(AdvisoryLock lock, boolean exclusive) implements Awaited {

        @Override
        public List<OpenTransaction> hinderers(OpenTransaction waiting) {
            return lock.hinderers(waiting, exclusive);
        }
    }

    private final WaitingSessions waits;
    private final List<OpenTransaction> sharers = new ArrayList<>();
    private OpenTransaction owner;

    AdvisoryLock(WaitingSessions waits) {
        this.waits = waits;
    }

    void share(OpenTransaction transaction) {
        if (owner == transaction || sharers.contains(transaction)) {
            return;
        }
        if (owner != null || !waits.all().isEmpty() && isHindered(transaction, false)) {
            throw new LockUnavailableException(new Request(this, false));
        }
        sharers.add(transaction);
        transaction.holds(this);
    }

    void hold(OpenTransaction transaction) {
        if (owner == transaction) {
            return;
        }
        if (isHindered(transaction, true)) {
            throw new LockUnavailableException(new Request(this, true));
        }
        owner = transaction;
        transaction.holds(this);
    }

    private boolean isHindered(OpenTransaction transaction, boolean exclusive) {
        return !hinderers(transaction, exclusive).isEmpty();
    }

    private List<OpenTransaction> hinderers(OpenTransaction waiting, boolean exclusive) {
        List<OpenTransaction> all = new ArrayList<>();
        if (owner != null && owner != waiting) {
            all.add(owner);
        }
        if (exclusive) {
            sharers.stream().filter(each -> each != waiting).forEach(all::add);
        }
        for (Map.Entry<PostgresModel.Session, Awaited> each : waits.all().entrySet()) {
            if (each.getKey() == waiting.session()) {
                break;
            }
            if (each.getValue() instanceof Request request
                    && request.lock == this
                    && (exclusive || request.exclusive)) {
                all.add(each.getKey().transaction());
            }
        }
        return all;
    }

    void release(OpenTransaction transaction) {
        sharers.remove(transaction);
        if (owner == transaction) {
            owner = null;
        }
    }
}
