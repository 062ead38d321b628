package io.footfall.simulation;

import java.util.List;
import java.util.Map;

/** Models of the scripts that transfer a partition's batches. The first key of each is the prefix of the partition. */
final class TransferScripts {

    private static final String ID = "#id";

    private TransferScripts() {}

    private static PartitionNames partition(ScriptCall call) {
        return call.memory().partition(call.key(1));
    }

    static Object seal(ScriptCall call) {
        Keyspace memory = call.memory();
        PartitionNames partition = partition(call);
        if (!memory.exists(partition.pending)) {
            return 0L;
        }
        memory.hsetIfAbsent(partition.pending, ID, call.argument(1));
        String id = memory.hget(partition.pending, ID);
        memory.rename(partition.pending, partition.sealed(id));
        memory.lrem(partition.sealed, id);
        memory.lpush(partition.sealed, id);
        return 1L;
    }

    static Object claim(ScriptCall call) {
        Keyspace memory = call.memory();
        PartitionNames partition = partition(call);
        long more = 1;
        if (!memory.exists(partition.flushing)) {
            String id = memory.rpop(partition.sealed);
            String source = id == null ? partition.pending : partition.sealed(id);
            if (!memory.exists(source)) {
                return List.of();
            }
            more = id == null ? 0 : 1;
            memory.hsetIfAbsent(source, ID, call.argument(1));
            memory.rename(source, partition.flushing);
        }
        long items = memory.hash(partition.flushing).size() - 1L;
        return List.of(memory.hget(partition.flushing, ID), items, more);
    }

    static Object forget(ScriptCall call) {
        Keyspace memory = call.memory();
        PartitionNames partition = partition(call);
        if (!call.argument(1).equals(memory.hget(partition.flushing, ID))) {
            return 0L;
        }
        memory.delete(partition.flushing);
        memory.increment(partition.transfers);
        if (!memory.exists(partition.kept)) {
            memory.setFor(partition.kept, "1", call.number(2));
            if (memory.exists(partition.known)) {
                memory.rename(partition.known, partition.olderKnown);
            }
        }
        return 1L;
    }

    static Object remove(ScriptCall call) {
        Keyspace memory = call.memory();
        PartitionNames partition = partition(call);
        String item = call.argument(1);
        if (!call.argument(2).equals("0")) {
            memory.setFor(partition.gone(item), "1", call.number(2));
        }
        memory.hdel(partition.known, item);
        memory.hdel(partition.olderKnown, item);
        memory.hdel(partition.approximate, item);
        return 1L;
    }

    static Object reset(ScriptCall call) {
        Keyspace memory = call.memory();
        PartitionNames partition = partition(call);
        if (memory.exists(partition.pending) || memory.exists(partition.flushing) || memory.exists(partition.sealed)) {
            return 0L;
        }
        memory.delete(partition.known);
        memory.delete(partition.olderKnown);
        memory.delete(partition.approximate);
        return 1L;
    }

    static Object buffered(ScriptCall call) {
        PartitionNames partition = partition(call);
        long most = call.number(1);
        long items = 0;
        long views = 0;
        long complete = 1;
        for (String key : List.of(partition.pending, partition.flushing)) {
            Map<String, String> batch = call.memory().hash(key);
            long length = Math.max(0, batch.size() - 1L);
            items += length;
            if (length <= most) {
                views += viewsOf(batch);
            } else {
                complete = 0;
            }
        }
        return List.of(items, views, complete);
    }

    private static long viewsOf(Map<String, String> batch) {
        long views = 0;
        for (Map.Entry<String, String> field : batch.entrySet()) {
            if (!field.getKey().equals(ID)) {
                views += Long.parseLong(field.getValue());
            }
        }
        return views;
    }
}
