package io.footfall.simulation;

/** Models of the scripts that reconcile Redis with Postgres. */
final class ReconciliationScripts {

    private static final int A_MINUTE = 60_000;
    private static final int A_SECOND = 1_000;

    private ReconciliationScripts() {}

    static Object begin(ScriptCall call) {
        PartitionNames partition = call.memory().partition(call.key(1));
        call.memory().setFor(partition.settling, call.argument(1), call.number(2));
        return transfers(call.memory(), partition);
    }

    private static String transfers(Keyspace memory, PartitionNames partition) {
        String transfers = memory.get(partition.transfers);
        return transfers == null ? "0" : transfers;
    }

    static Object settle(ScriptCall call) {
        Keyspace memory = call.memory();
        PartitionNames partition = memory.partition(call.key(1));
        if (!transfers(memory, partition).equals(call.argument(1))
                || !call.argument(2).equals(memory.get(partition.settling))
                || memory.exists(partition.flushing)
                || memory.exists(partition.sealed)) {
            return 0L;
        }
        for (int i = 3; i <= call.arguments(); i += 2) {
            String item = call.argument(i);
            if (!memory.exists(partition.gone(item))) {
                String pending = memory.hget(partition.pending, item);
                long total = call.number(i + 1) + (pending == null ? 0 : Long.parseLong(pending));
                memory.hdel(partition.olderKnown, item);
                memory.hdel(partition.approximate, item);
                memory.hset(partition.known, item, Long.toString(total));
            }
        }
        return 1L;
    }

    static Object handBack(ScriptCall call) {
        Keyspace memory = call.memory();
        PartitionNames partition = memory.partition(call.key(1));
        String viewers = partition.viewers(call.argument(1));
        String handed = partition.handed(call.argument(1));
        long expireAt = call.number(2);
        StringBuilder letters = new StringBuilder();
        for (int i = 3; i <= call.arguments(); i++) {
            String viewer = call.argument(i);
            if (memory.sismember(handed, viewer)) {
                DedupMarks.mark(memory, viewers, viewer, expireAt, true);
                letters.append('1');
            } else if (DedupMarks.mark(memory, viewers, viewer, expireAt, true)) {
                memory.sadd(handed, viewer);
                letters.append('1');
            } else {
                letters.append('0');
            }
        }
        memory.expireAt(handed, expireAt);
        return letters.toString();
    }

    static Object raiseEra(ScriptCall call) {
        String held = call.memory().get(call.key(1));
        long era = held == null ? 0 : Long.parseLong(held);
        if (era < call.number(2)) {
            throw new RedisModel.Refusal("LOST the era before is not remembered");
        }
        if (era >= call.number(1)) {
            return era;
        }
        call.memory().set(call.key(1), call.argument(1));
        return call.number(1);
    }

    static Object salt(ScriptCall call) {
        Keyspace memory = call.memory();
        String key = call.key(1);
        long heldUntil = Math.max(call.number(2), call.millis() / A_SECOND * A_SECOND + A_MINUTE);
        if (memory.exists(key)) {
            memory.expireLater(key, heldUntil);
        } else {
            memory.setUntil(key, call.argument(1), heldUntil);
        }
        return memory.get(key);
    }

    static Object serverOf(ScriptCall call) {
        return call.replicationId();
    }
}
