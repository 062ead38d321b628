package io.footfall.simulation;

/** Model of {@code revoke.lua}. */
final class RevokeScript {

    private static final int ENTRIES = 5;
    private static final int ENTRY = 3;

    private RevokeScript() {}

    static Object run(ScriptCall call) {
        Keyspace memory = call.memory();
        String slot = call.key(call.keys());
        long seq = call.number(3);
        RememberedCall last = RememberedCall.in(memory, slot);
        if (last.seq() > seq) {
            return "";
        }
        StringBuilder undone = new StringBuilder();
        if (last.seq() == seq) {
            if (last.isRevoked()) {
                return last.letters().substring(RememberedCall.REVOKED.length());
            }
            for (int n = 0; n < last.letters().length(); n++) {
                int at = ENTRIES + n * ENTRY;
                boolean counted = last.letter(n) == '1' || last.letter(n) == 'A';
                boolean isUndone = counted && !call.argument(at + 2).isEmpty();
                undone.append(isUndone ? '1' : '0');
                if (isUndone) {
                    undo(call, at);
                }
            }
        }
        memory.setFor(slot, call.argument(3) + ':' + RememberedCall.REVOKED + undone, call.number(4));
        return undone.toString();
    }

    private static void undo(ScriptCall call, int at) {
        Keyspace memory = call.memory();
        PartitionNames partition = memory.partition(call.key((int) call.number(at)));
        String item = call.argument(at + 1);
        memory.srem(partition.viewers(call.argument(1)), call.argument(at + 2));
        if (memory.hincrby(partition.pending, item, -1) == 0) {
            memory.hdel(partition.pending, item);
        } else {
            memory.hsetIfAbsent(partition.pending, "#id", call.argument(2));
        }
        lowerTotal(memory, partition, item);
    }

    private static void lowerTotal(Keyspace memory, PartitionNames partition, String item) {
        if (memory.hget(partition.known, item) != null) {
            memory.hincrby(partition.known, item, -1);
        } else if (memory.hget(partition.olderKnown, item) != null) {
            memory.hincrby(partition.olderKnown, item, -1);
        } else if (memory.hget(partition.approximate, item) != null) {
            memory.hincrby(partition.approximate, item, -1);
        }
    }
}
