package io.footfall.simulation;

import io.footfall.simulation.StoredRows.Path;
import io.footfall.simulation.StoredRows.TallyKey;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Model of the functions {@code missing_by_era}, {@code views_lost} and {@code sum_up_eras}. */
final class EraSums {

    private static final UUID FIRST_REPLICA = new UUID(Long.MIN_VALUE, Long.MIN_VALUE);
    private static final int DAYS_KEPT = 7;

    private record Missing(long era, long views, OffsetDateTime endedAt) {}

    private EraSums() {}

    /**
     * Returns, for each era in ascending order, the views that replicas reported as counted less the views that were
     * transferred.
     */
    private static List<Missing> missingByEra(Tables tables, OpenTransaction transaction) {
        List<Missing> all = new ArrayList<>();
        tables.viewEras.each(transaction, (era, row) -> all.add(new Missing(era, -row.settled(), row.endedAt())));
        for (int i = 0; i < all.size(); i++) {
            Missing each = all.get(i);
            long next = i + 1 < all.size() ? all.get(i + 1).era() : Long.MAX_VALUE;
            long[] counted = {0};
            tables.viewTallies.eachFrom(transaction, new TallyKey(each.era(), FIRST_REPLICA), (key, views) -> {
                boolean isOfEra = key.era() < next;
                counted[0] += isOfEra ? views : 0;
                return isOfEra;
            });
            all.set(i, new Missing(each.era(), each.views() + counted[0], each.endedAt()));
        }
        return all;
    }

    static long lost(Tables tables, OpenTransaction transaction) {
        Path path = tables.path(transaction);
        long most = Long.MIN_VALUE;
        long sum = 0;
        for (Missing each : missingByEra(tables, transaction)) {
            if (each.endedAt() != null) {
                sum += each.views();
                most = Math.max(most, sum);
            }
        }
        return Math.max(path.oldLost(), path.oldMissing() + (most == Long.MIN_VALUE ? 0 : most));
    }

    static void sumUp(Tables tables, OpenTransaction transaction) {
        tables.viewPath.lock(transaction, Tables.ONLY_ROW, RowLock.UPDATE);
        OffsetDateTime weekAgo = transaction.now().minusDays(DAYS_KEPT);
        Path path = tables.path(transaction);
        long lost = path.oldLost();
        long missing = path.oldMissing();
        for (Missing each : missingByEra(tables, transaction)) {
            if (each.endedAt() == null || !each.endedAt().isBefore(weekAgo)) {
                tables.viewPath.update(transaction, Tables.ONLY_ROW, path.withOld(missing, lost));
                forget(tables, transaction, each.era());
                return;
            }
            missing += each.views();
            lost = Math.max(lost, missing);
        }
    }

    private static void forget(Tables tables, OpenTransaction transaction, long firstKept) {
        tables.viewEras.each(transaction, (era, row) -> {
            if (era < firstKept) {
                tables.viewEras.delete(transaction, era);
            }
        });
        tables.viewTallies.each(transaction, (key, views) -> {
            if (key.era() < firstKept) {
                tables.viewTallies.delete(transaction, key);
            }
        });
    }
}
